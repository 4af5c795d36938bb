package org.dashsweep.jobs.run;

import java.util.Optional;
import org.apache.spark.TaskContext;
import org.apache.spark.resource.ResourceInformation;
import org.apache.spark.resource.ResourceUtils;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.DeviceException;
import org.dashsweep.trial.FailureClass;
import org.dashsweep.trial.TrialException;

/**
 * What a trial computes with: the GPU that Spark gave its task, and no other.
 *
 * @param gpu whether it is to compute with a GPU
 * @param address the GPU's address that the task holds, if Spark gave it one
 */
record TaskDevice(boolean gpu, Optional<String> address) {
  /** The one of a running task. */
  static TaskDevice of(TaskContext task, TrialResources resources) {
    ResourceInformation given = task.resourcesJMap().get(ResourceUtils.GPU());
    Optional<String> address =
        given == null || given.addresses().length == 0
            ? Optional.empty()
            : Optional.of(given.addresses()[0]);
    return new TaskDevice(resources.gpu(), address);
  }

  /**
   * Where the trial's tensors are to lie. In local mode, where Spark gives no addresses, that is
   * the first GPU.
   *
   * @throws TrialException if this executor cannot compute with it
   */
  Device device() {
    if (!gpu) {
      return Device.cpu();
    }
    try {
      Device device = numbered(address.orElse("0"));
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
          "GPU address %s: must be the GPU's number from 0, as conf/gpu-discovery.sh finds it"
              .formatted(address));
    }
  }

  /**
   * For tables and logs: {@code cpu}, {@code cuda:1}, or {@code cpu, gpu 1 held} of a trial on the
   * CPU whose task was given a GPU.
   */
  @Override
  public String toString() {
    if (gpu) {
      return "cuda:" + address.orElse("0");
    }
    return address.map(held -> "cpu, gpu " + held + " held").orElse("cpu");
  }
}
