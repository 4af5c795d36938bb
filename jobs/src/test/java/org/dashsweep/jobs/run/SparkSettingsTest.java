package org.dashsweep.jobs.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.dashsweep.jobs.progress.ProgressPlugin;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class SparkSettingsTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  @Test
  void localModeHasAsManyThreadsAsSlots() {
    SparkSettings settings = resolve("local[8]", Map.of(), OptionalInt.of(2), NONE);
    assertThat(settings.master()).isEqualTo("local[2]");
    assertThat(settings.threadsPerTrial()).isEqualTo(4);
    assertThat(settings.isLocal()).isTrue();
  }

  @Test
  void withoutAMasterThisMachineIsUsed() {
    SparkSettings settings = resolve(null, Map.of(), NONE, NONE);
    assertThat(settings.master()).isEqualTo("local[16]");
  }

  @Test
  void onAClusterThreadsAreTheCoresOfATask() {
    SparkSettings settings = resolve("yarn", Map.of(), NONE, OptionalInt.of(4));
    assertThat(settings.isLocal()).isFalse();
    assertThat(settings.threadsPerTrial()).isEqualTo(4);
    assertThat(settings.sparkConf("s").get("spark.task.cpus")).isEqualTo("4");

    SparkSettings same = resolve("yarn", Map.of("spark.task.cpus", "3"), NONE, NONE);
    assertThat(same.threadsPerTrial()).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resolve("yarn", Map.of("spark.task.cpus", "3"), NONE, OptionalInt.of(4)))
        .withMessageContaining("disagree");
  }

  @Test
  void theMasterOfSparkSubmitCounts() {
    SparkSettings settings =
        SparkSettings.resolve(
            new SparkSettings.Request(null, "yarn", new TreeMap<>(), NONE, NONE), 16);
    assertThat(settings.master()).isEqualTo("yarn");
  }

  @Test
  void usersSettingsAreHonouredAndOursAdded() {
    SparkConf conf =
        resolve(
                null,
                Map.of("spark.ui.enabled", "true", "spark.plugins", "their.Plugin"),
                NONE,
                NONE)
            .sparkConf("small");
    assertThat(conf.get("spark.ui.enabled")).isEqualTo("true");
    assertThat(conf.get("spark.plugins"))
        .startsWith("their.Plugin,")
        .contains(ProgressPlugin.class.getName(), RunnerPlugin.class.getName());
    assertThat(conf.get("spark.speculation")).isEqualTo("false");
    assertThat(conf.get("spark.serializer")).endsWith("JavaSerializer");
    assertThat(conf.get("spark.app.name")).contains("small");
  }

  @Test
  void theUiStaysOffInLocalModeUnlessAskedFor() {
    assertThat(resolve(null, Map.of(), NONE, NONE).sparkConf("s").get("spark.ui.enabled"))
        .isEqualTo("false");
    assertThat(resolve("yarn", Map.of(), NONE, NONE).sparkConf("s").contains("spark.ui.enabled"))
        .isFalse();
  }

  @Test
  void hadoopSettingsReachTheTables() {
    assertThat(
            resolve(null, Map.of("spark.hadoop.fs.custom", "here"), NONE, NONE)
                .hadoopConfiguration()
                .get("fs.custom"))
        .isEqualTo("here");
  }

  private static SparkSettings resolve(
      @Nullable String master,
      Map<String, String> configuration,
      OptionalInt slots,
      OptionalInt threads) {
    return SparkSettings.resolve(
        new SparkSettings.Request(master, null, new TreeMap<>(configuration), slots, threads), 16);
  }
}
