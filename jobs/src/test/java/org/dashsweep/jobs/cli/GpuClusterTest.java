package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.apache.spark.resource.ResourceProfile;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerStageSubmitted;
import org.dashsweep.jobs.run.protocol.LocalCluster;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who holds which GPU on a cluster whose GPUs are pretended, so that trials use the CPU. */
@Tag("spark")
final class GpuClusterTest {
  private final Path directory;

  GpuClusterTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @BeforeEach
  void reset() {
    Logs.silence();
    FakeCatalogue.reset();
    Profiles.OF_STAGES.clear();
  }

  @Test
  void noGpuIsHeldByTwoTrialsAndEachTrialSawItsOwn() throws IOException {
    HeldGpus held = run(2, "--conf", "spark.task.resource.gpu.amount=1");
    assertThat(held.gpus())
        .containsExactly(
            "0: cpu, gpu 0 held", "0: cpu, gpu 1 held", "1: cpu, gpu 0 held", "1: cpu, gpu 1 held");
    assertThat(held.mostAtOnce()).isEqualTo(1);
    held.assertOneRunnerInEachProcess(2);
  }

  @Test
  void halvesOfAGpuAreHeldByTwoTrials() throws IOException {
    HeldGpus held =
        run(
            1,
            "--gpus-per-trial",
            "0.5",
            "--conf",
            "spark.extraListeners=" + Profiles.class.getName());
    assertThat(Profiles.OF_STAGES).as("of the trial that goes ahead and of the others").hasSize(2);
    assertThat(Set.copyOf(Profiles.OF_STAGES))
        .hasSize(1)
        .doesNotContain(ResourceProfile.DEFAULT_RESOURCE_PROFILE_ID());
    assertThat(held.gpus()).containsExactly("0: cpu, gpu 0 held", "1: cpu, gpu 0 held");
    assertThat(held.mostAtOnce()).isEqualTo(2);
    assertThat(held.allShared()).isTrue();
    held.assertOneRunnerInEachProcess(2);
  }

  /** The resource profile of each stage. */
  public static final class Profiles extends SparkListener {
    static final List<Integer> OF_STAGES = Collections.synchronizedList(new ArrayList<>());

    @Override
    public void onStageSubmitted(SparkListenerStageSubmitted stage) {
      OF_STAGES.add(stage.stageInfo().resourceProfileId());
    }
  }

  /** Two executors of two cores. */
  private HeldGpus run(int gpusOfEach, String... options) throws IOException {
    LocalCluster cluster =
        LocalCluster.of(2, 2)
            .with("spark.worker.resource.gpu.amount", String.valueOf(gpusOfEach))
            .with(
                "spark.worker.resource.gpu.discoveryScript",
                HeldGpus.discovery(directory, gpusOfEach).toString())
            .with("spark.executor.resource.gpu.amount", String.valueOf(gpusOfEach))
            // Trials wait for both executors.
            .with("spark.cores.max", "4")
            .with("spark.scheduler.minRegisteredResourcesRatio", "1.0")
            .with("spark.scheduler.maxRegisteredResourcesWaitingTime", "120s");
    Path out = directory.resolve("out");
    List<String> arguments =
        new ArrayList<>(
            List.of("run", HeldGpus.sweep(directory).toString(), "--out", out.toString()));
    arguments.addAll(cluster.options());
    arguments.addAll(List.of(options));
    Console console = Console.of(arguments.toArray(String[]::new));
    assertThat(console.err()).isEmpty();
    assertThat(console.exitCode()).isZero();
    return HeldGpus.read(out);
  }
}
