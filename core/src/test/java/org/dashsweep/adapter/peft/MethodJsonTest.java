package org.dashsweep.adapter.peft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.dashsweep.adapter.DirectionChoice;
import org.dashsweep.adapter.DirectionLaunchCount;
import org.dashsweep.adapter.Dora;
import org.dashsweep.adapter.Lora;
import org.dashsweep.adapter.LoraDash;
import org.dashsweep.adapter.Method;
import org.dashsweep.adapter.Methods;
import org.dashsweep.adapter.TargetModules;
import org.dashsweep.adapter.TestMethods;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MethodJsonTest {
  private static final Lora LORA =
      new Lora(4, 2.5, 0.1, new TargetModules(List.of("q_proj", "v_proj")));
  private static final List<Method> METHODS =
      Stream.concat(
              Methods.ALL.stream().map(TestMethods::of),
              Stream.of(
                  LORA,
                  new LoraDash(LORA, 3, 10, 1e-6, DirectionLaunchCount.FORWARD_CALLS),
                  new LoraDash(
                      new Dora(LORA),
                      3,
                      10,
                      0,
                      DirectionLaunchCount.UPDATES,
                      DirectionChoice.RANDOM,
                      0.01)))
          .toList();

  @Test
  void everyMethodComesBack() throws IOException {
    for (Method method : METHODS) {
      JsonNode json = new JsonMapper().readTree(MethodJson.of(method).toString());
      assertThat(json.path("method").asText()).isEqualTo(method.name());
      assertThat(MethodJson.read("test", json)).isEqualTo(method);
    }
  }

  @Test
  void filesFromBeforeASettingHaveItsFormerValue() throws IOException {
    LoraDash dash = new LoraDash(LORA, 3, 10, 1e-6, DirectionLaunchCount.UPDATES);
    ObjectNode json = (ObjectNode) new JsonMapper().readTree(MethodJson.of(dash).toString());
    json.remove(List.of("choice", "directionLearningRate"));
    assertThat(MethodJson.read("test", json)).isEqualTo(dash);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"rank\": 4}                                                            | method",
        "{\"method\": \"verra\"}                                                  | verra",
        "{\"method\": \"lora\", \"rank\": 4}                                      | alpha",
        "{\"method\": \"lora\", \"rank\": 4.5, \"alpha\": 1, \"dropout\": 0, \"targets\": {\"names\": [\"a\"]}} | 4.5",
        "{\"method\": \"lora\", \"rank\": 0, \"alpha\": 1, \"dropout\": 0, \"targets\": {\"names\": [\"a\"]}} | rank must be at least 1",
      })
  void whatIsNoMethodIsRefused(String json, String message) throws IOException {
    JsonNode node = new JsonMapper().readTree(json);
    assertThatThrownBy(() -> MethodJson.read("dash_sweep.json", node))
        .hasMessageContainingAll("dash_sweep.json has a method in no form known here", message);
  }
}
