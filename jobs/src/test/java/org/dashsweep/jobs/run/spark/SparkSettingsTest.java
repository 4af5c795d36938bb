package org.dashsweep.jobs.run.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.apache.spark.SparkConf;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.resource.TaskResourceProfile;
import org.apache.spark.resource.TaskResourceRequest;
import org.dashsweep.jobs.progress.ProgressPlugin;
import org.dashsweep.jobs.run.executor.ExecutorShutdown;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class SparkSettingsTest {
  private static final OptionalInt NONE = OptionalInt.empty();

  @Test
  void fetchedModelsGoWhereTheApplicationGoes(@TempDir Path folder) throws IOException {
    String application = folder.resolve("dash-sweep.jar").toUri().toString();
    assertThat(SparkSettings.withModels(application)).containsExactly(application);
    Path models = Files.createDirectory(folder.resolve("models"));
    for (String name : List.of("b.jar", "a.jar", "notes.txt")) {
      Files.createFile(models.resolve(name));
    }
    assertThat(SparkSettings.withModels(application))
        .containsExactly(
            application,
            models.resolve("a.jar").toUri().toString(),
            models.resolve("b.jar").toUri().toString());
  }

  @Test
  void localModeHasAsManyThreadsAsSlots() {
    SparkSettings settings = resolve("local[8]", Map.of(), OptionalInt.of(2), NONE);
    assertThat(settings.master()).isEqualTo("local[2]");
    assertThat(settings.resources().threads()).isEqualTo(4);
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
    assertThat(settings.resources().threads()).isEqualTo(4);
    assertThat(settings.sparkConf("s").get("spark.task.cpus")).isEqualTo("4");

    SparkSettings same = resolve("yarn", Map.of("spark.task.cpus", "3"), NONE, NONE);
    assertThat(same.resources().threads()).isEqualTo(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resolve("yarn", Map.of("spark.task.cpus", "3"), NONE, OptionalInt.of(4)))
        .withMessageContaining("disagree");
  }

  @Test
  void theMasterOfSparkSubmitCounts() {
    SparkSettings settings =
        SparkSettings.resolve(
            new SparkSettings.Request(
                null, "yarn", new TreeMap<>(), NONE, NONE, DeviceChoice.CPU, null),
            16);
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
        .contains(ProgressPlugin.class.getName(), ExecutorShutdown.class.getName());
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
  void localPagesListenWhereTheDriverDoesAndEndNoJob() {
    SparkConf conf = resolve(null, Map.of(), NONE, NONE).sparkConf("s").clone();
    assertThat(conf.getenv("SPARK_LOCAL_IP")).isEqualTo("127.0.0.1");
    assertThat(conf.get("spark.ui.killEnabled")).isEqualTo("false");

    SparkConf opened =
        resolve(
                null,
                Map.of("spark.driver.bindAddress", "0.0.0.0", "spark.ui.killEnabled", "true"),
                NONE,
                NONE)
            .sparkConf("s");
    assertThat(opened.getenv("SPARK_LOCAL_IP")).isEqualTo("0.0.0.0");
    assertThat(opened.get("spark.ui.killEnabled")).isEqualTo("true");
    assertThat(resolve("yarn", Map.of(), NONE, NONE).sparkConf("s").getenv("SPARK_LOCAL_IP"))
        .isNull();
  }

  @Test
  void hadoopSettingsReachTheTables() {
    assertThat(
            resolve(null, Map.of("spark.hadoop.fs.custom", "here"), NONE, NONE)
                .hadoopConfiguration()
                .get("fs.custom"))
        .isEqualTo("here");
  }

  @Test
  void localModeComputesOnTheCpuUnlessToldOtherwise() {
    assertThat(gpu("local[4]", DeviceChoice.AUTO, Map.of()).resources().gpu()).isFalse();
    assertThat(gpu("local[4]", DeviceChoice.CPU, Map.of()).resources().gpu()).isFalse();
    assertThat(gpu("local[4]", DeviceChoice.GPU, Map.of()).resources().gpu()).isTrue();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gpu("local[4]", DeviceChoice.GPU, Map.of(), 0.5))
        .withMessageContainingAll("--gpus-per-trial 0.5", "--slots");
  }

  @ParameterizedTest
  @EnumSource(names = {"AUTO", "GPU"})
  void onAClusterWithoutGpusTheMissingSettingsAreNamed(DeviceChoice device) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gpu("yarn", device, Map.of()))
        .withMessageContainingAll(
            "spark.executor.resource.gpu.amount",
            "spark.task.resource.gpu.amount",
            "spark.executor.resource.gpu.discoveryScript",
            "--device cpu");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gpu("yarn", DeviceChoice.CPU, Map.of(), 0.5))
        .withMessageContaining("no GPUs");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "2", "NaN"})
  void aTaskHasOneGpuAtMostAndMoreThanNone(String amount) {
    Map<String, String> settings =
        Map.of(
            "spark.executor.resource.gpu.amount",
            "2",
            "spark.executor.cores",
            "8",
            "spark.task.resource.gpu.amount",
            amount);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gpu("yarn", DeviceChoice.AUTO, settings))
        .withMessageContainingAll(
            "spark.task.resource.gpu.amount=" + amount, "one GPU", "--device cpu");
  }

  @Test
  void noneIsWhatATrialOnTheCpuMayHold() {
    SparkSettings settings =
        gpu(
            "yarn",
            DeviceChoice.CPU,
            Map.of(
                "spark.executor.resource.gpu.amount",
                "2",
                "spark.executor.cores",
                "8",
                "spark.task.resource.gpu.amount",
                "0",
                "spark.task.cpus",
                "3"));
    assertThat(settings.resources().threads()).isEqualTo(3);
  }

  @Test
  void noTrialHasPartsOfTwoGpus() {
    SparkSettings settings =
        gpu(
            "yarn",
            DeviceChoice.AUTO,
            Map.of("spark.executor.resource.gpu.amount", "2", "spark.executor.cores", "16"),
            0.4);
    assertThat(settings.resources().threads()).as("16 cores for 4 slots").isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"yarn, true", "k8s://https://host, true", "spark://host:7077, false"})
  void sparkBearsMoreLossesThanTheTrials(String master, boolean counts) {
    SparkSettings settings = resolve(master, Map.of(), NONE, NONE);
    settings.requireRoomFor(3);
    SparkConf conf = settings.sparkConf("s");
    settings.bearLosses(conf, 3);
    assertThat(conf.getInt("spark.task.maxFailures", 0)).isGreaterThan(3);
    assertThat(conf.contains("spark.executor.failuresValidityInterval")).isEqualTo(counts);
    assertThat(conf.getInt("spark.executor.maxNumFailures", 1000)).isGreaterThan(100);
    SparkConf theirs = settings.sparkConf("s").set("spark.executor.maxNumFailures", "7");
    settings.bearLosses(theirs, 3);
    assertThat(theirs.get("spark.executor.maxNumFailures")).isEqualTo("7");
  }

  @Test
  void aLimitThatEndsTheRunBeforeItsTrialIsRefused() {
    SparkSettings settings = resolve("yarn", Map.of("spark.task.maxFailures", "4"), NONE, NONE);
    settings.requireRoomFor(3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> settings.requireRoomFor(4))
        .withMessageContainingAll("spark.task.maxFailures=4", "--max-lost 4");
  }

  @Test
  void whatASweepSetsItselfMayBeSaid() {
    SparkSettings settings = resolve(null, Map.of("spark.speculation", "false"), NONE, NONE);
    assertThat(settings.sparkConf("s").get("spark.speculation")).isEqualTo("false");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resolve(null, Map.of("spark.speculation", "true"), NONE, NONE))
        .withMessageContaining("spark.speculation=true has no effect");
  }

  @Test
  void aTaskHasOneGpuUnlessTheSettingsSayOtherwise() {
    SparkSettings whole =
        gpu("yarn", DeviceChoice.AUTO, Map.of("spark.executor.resource.gpu.amount", "2"));
    assertThat(whole.resources().gpu()).isTrue();
    assertThat(whole.resources().profile()).isEmpty();
    assertThat(whole.sparkConf("s").get("spark.task.resource.gpu.amount")).isEqualTo("1");
    assertThat(whole.describe()).isEqualTo("on yarn with 1 thread and a GPU each");

    SparkSettings half =
        gpu(
            "yarn",
            DeviceChoice.AUTO,
            Map.of(
                "spark.executor.resource.gpu.amount",
                "2",
                "spark.task.resource.gpu.amount",
                "0.5"));
    assertThat(half.sparkConf("s").get("spark.task.resource.gpu.amount")).isEqualTo("0.5");
    assertThat(half.resources().profile()).isEmpty();
  }

  @Test
  void aShareOfAGpuIsOneResourceProfile() {
    SparkSettings settings =
        gpu(
            "spark://host:7077",
            DeviceChoice.CPU,
            Map.of("spark.executor.resource.gpu.amount", "2", "spark.executor.cores", "16"),
            0.25);
    assertThat(settings.resources().threads()).as("16 cores for 8 slots").isEqualTo(2);
    assertThat(settings.sparkConf("s").get("spark.task.cpus")).isEqualTo("2");
    assertThat(settings.describe()).endsWith("with 2 threads and 0.25 GPU each");
    ResourceProfile profile = settings.resources().profile().orElseThrow();
    assertThat(profile).isInstanceOf(TaskResourceProfile.class);
    assertThat(profile.taskResourcesJMap().get("gpu"))
        .isNotNull()
        .returns(0.25, TaskResourceRequest::amount);
    assertThat(profile.taskResourcesJMap().get("cpus"))
        .isNotNull()
        .returns(2.0, TaskResourceRequest::amount);
    assertThatIllegalArgumentException()
        .isThrownBy(
            () ->
                gpu(
                    "yarn",
                    DeviceChoice.AUTO,
                    Map.of("spark.executor.resource.gpu.amount", "2"),
                    2.0))
        .withMessageContainingAll("--gpus-per-trial 2.0", "one GPU");
  }

  private static SparkSettings gpu(
      String master, DeviceChoice device, Map<String, String> configuration, double... gpus) {
    return SparkSettings.resolve(
        new SparkSettings.Request(
            master,
            null,
            new TreeMap<>(configuration),
            NONE,
            NONE,
            device,
            gpus.length == 0 ? null : gpus[0]),
        16);
  }

  private static SparkSettings resolve(
      @Nullable String master,
      Map<String, String> configuration,
      OptionalInt slots,
      OptionalInt threads) {
    return SparkSettings.resolve(
        new SparkSettings.Request(
            master, null, new TreeMap<>(configuration), slots, threads, DeviceChoice.CPU, null),
        16);
  }
}
