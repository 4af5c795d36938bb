package org.dashsweep.diffusion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.assertj.core.data.Offset;
import org.dashsweep.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values of diffusers 0.42.1, EulerDiscreteScheduler. */
final class EulerSchedulerTest {
  private static final Offset<Float> ROUNDING = within(2e-6f);

  private static ObjectNode settings(String spacing, int offset) {
    return Json.MAPPER
        .createObjectNode()
        .put("_class_name", "EulerDiscreteScheduler")
        .put("beta_schedule", "scaled_linear")
        .put("beta_start", 0.00085)
        .put("beta_end", 0.012)
        .put("timestep_spacing", spacing)
        .put("steps_offset", offset);
  }

  @Test
  void leads() {
    EulerSteps steps = EulerScheduler.read("here", settings("leading", 1)).steps(3);

    assertThat(steps.timesteps()).containsExactly(667, 334, 1);
    assertThat(steps.sigmas())
        .containsExactly(new float[] {2.92955f, 0.9355102f, 0.04131448f, 0}, ROUNDING);
    assertThat(steps.initialSigma()).isCloseTo(3.0955231, within(1e-6));
  }

  @Test
  void spacesFromEndToEnd() {
    EulerSteps steps = EulerScheduler.read("here", settings("linspace", 0)).steps(4);

    assertThat(steps.timesteps()).containsExactly(999, 666, 333, 0);
    assertThat(steps.sigmas())
        .containsExactly(
            new float[] {14.614647f, 2.9183085f, 0.9323584f, 0.029167535f, 0}, ROUNDING);
    assertThat(steps.initialSigma()).isCloseTo(14.6146469, within(2e-6));
  }

  @Test
  void trails() {
    EulerSteps steps = EulerScheduler.read("here", settings("trailing", 0)).steps(3);

    assertThat(steps.timesteps()).containsExactly(999, 666, 332);
    assertThat(steps.sigmas())
        .containsExactly(new float[] {14.614647f, 2.9183085f, 0.9292148f, 0}, ROUNDING);
  }

  @Test
  void knowsTheLinearSchedule() {
    ObjectNode json = settings("leading", 1);
    json.remove("beta_schedule");
    json.put("beta_start", 0.0001).put("beta_end", 0.02);

    assertThat(EulerScheduler.read("here", json).steps(2).sigmas())
        .containsExactly(new float[] {3.461923f, 0.014832044f, 0}, ROUNDING);
  }

  @ParameterizedTest
  @CsvSource({
    "use_karras_sigmas, true, 'use_karras_sigmas is not implemented; it must be null or false: true'",
    "prediction_type, '\"v_prediction\"', 'prediction_type must be epsilon: \"v_prediction\"'",
    "beta_schedule, '\"squaredcos_cap_v2\"', 'beta_schedule is not implemented: give linear or scaled_linear: \"squaredcos_cap_v2\"'",
    "_class_name, '\"DDIMScheduler\"', '_class_name must be EulerDiscreteScheduler: \"DDIMScheduler\"'"
  })
  void refusesWhatIsNotImplemented(String key, String value, String message) throws Exception {
    ObjectNode json = settings("leading", 1);
    json.set(key, Json.MAPPER.readTree(value));

    assertThatThrownBy(() -> EulerScheduler.read("scheduler_config.json", json))
        .hasMessage("scheduler_config.json is not usable: " + message);
  }

  @Test
  void refusesMoreStepsThanTimesteps() {
    EulerScheduler scheduler = EulerScheduler.read("here", settings("leading", 1));

    assertThatThrownBy(() -> scheduler.steps(1001))
        .hasMessage("sampling steps must be from 1 to 1000: 1001");
  }
}
