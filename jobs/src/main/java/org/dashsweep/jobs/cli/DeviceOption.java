package org.dashsweep.jobs.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.DeviceException;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The device of a command that starts no Spark. */
public final class DeviceOption {
  private static final Pattern GPU = Pattern.compile("gpu(?::([0-9]{1,3}))?");

  /** The command, for its messages. */
  @Spec(Spec.Target.MIXEE)
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
  private CommandSpec command;

  @Option(
      names = "--device",
      paramLabel = "DEVICE",
      defaultValue = "cpu",
      description =
          "cpu, gpu or gpu:N: what computes; by default the CPU. gpu is the machine's first one.")
  @SuppressWarnings("NullAway.Init") // picocli sets it before the command is called
  private String name;

  /**
   * The device.
   *
   * @throws ParameterException if there is none of that name, or this process cannot use it
   */
  public Device device() {
    if (name.equals("cpu")) {
      return Device.cpu();
    }
    Matcher gpu = GPU.matcher(name);
    if (!gpu.matches()) {
      throw new ParameterException(
          command.commandLine(),
          String.format(
              Locale.ROOT,
              "--device %s: is not known; use cpu, gpu or gpu:N with the GPU's number from 0",
              name));
    }
    try {
      Device device = Device.cuda(gpu.group(1) == null ? 0 : Integer.parseInt(gpu.group(1)));
      device.require();
      return device;
    } catch (DeviceException e) {
      throw new ParameterException(
          command.commandLine(),
          String.format(Locale.ROOT, "--device %s: %s", name, e.getMessage()),
          e);
    }
  }
}
