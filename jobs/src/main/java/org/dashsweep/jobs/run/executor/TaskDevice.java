package org.dashsweep.jobs.run.executor;

import java.util.Locale;
import java.util.Optional;
import org.apache.spark.SparkEnv;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceUtils;
import org.dashsweep.jobs.run.protocol.TrialResources;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.DeviceException;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialException;

/**
 * The device of a trial's computation: the GPU that Spark gave its task, and no other. In local
 * mode, where Spark gives none, it is the first one.
 *
 * @param gpu whether it is to compute with a GPU
 * @param address the GPU's address that the task holds, if Spark gave it one
 */
record TaskDevice(boolean gpu, Optional<String> address) {
  private static final String FIRST = "0";

  /** Returns the one of a running task. */
  static TaskDevice of(TaskContext task, TrialResources resources) {
    ResourceInformation given = task.resourcesJMap().get(ResourceUtils.GPU());
    Optional<String> address =
        given == null || given.addresses().length == 0
            ? Optional.empty()
            : Optional.of(given.addresses()[0]);
    boolean local = SparkEnv.get().executorId().equals("driver");
    return new TaskDevice(
        resources.gpu(), local && resources.gpu() ? address.or(() -> Optional.of(FIRST)) : address);
  }

  /**
   * Returns the device of the trial's tensors.
   *
   * @throws TrialException if this executor cannot compute with it
   */
  Device device() {
    if (!gpu) {
      return Device.cpu();
    }
    if (address.isEmpty()) {
      throw new TrialException(
          FailureClass.BAD_INPUT,
          "Spark gave the trial's task no GPU: set spark.executor.resource.gpu.amount and spark.task.resource.gpu.amount (conf/gpu-*.conf have them), or give --device cpu");
    }
    try {
      Device device = numbered(address.get());
      device.require();
      return device;
    } catch (DeviceException e) {
      throw new TrialException(FailureClass.DEVICE, e);
    }
  }

  private static Device numbered(String address) {
    try {
      return Device.cuda(Integer.parseInt(address));
    } catch (IllegalArgumentException e) {
      throw new TrialException(
          FailureClass.BAD_INPUT,
          String.format(
              Locale.ROOT,
              "GPU address %s: must be the GPU's number from 0, as conf/gpu-discovery.sh finds it",
              address));
    }
  }

  /**
   * Returns its name for tables and logs: {@code cpu}, {@code cuda:1}, or {@code cuda} of a trial
   * that was given none. A trial on the CPU whose task was given a GPU has {@code cpu, gpu 1 held}.
   */
  @Override
  public String toString() {
    if (gpu) {
      return address.map(given -> "cuda:" + given).orElse("cuda");
    }
    return address.map(held -> "cpu, gpu " + held + " held").orElse("cpu");
  }
}
