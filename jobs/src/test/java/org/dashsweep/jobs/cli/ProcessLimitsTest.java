package org.dashsweep.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

final class ProcessLimitsTest {
  private static final String LIMITS =
      """
      Limit                     Soft Limit           Hard Limit           Units
      Max processes             95977                95977                processes
      Max open files            %s                 1048576              files
      """;

  /** 471859200 bytes are what Spark 4.1 asks for. */
  @Test
  void aHeapThatSparkRefusesIsRefusedBefore() {
    assertThatThrownBy(() -> ProcessLimits.requireHeapForSpark(471_859_199))
        .isInstanceOf(ProcessLimits.TooLowException.class)
        .hasMessageContaining("449 MiB is too small for Spark, which needs 450 MiB")
        .hasMessageContaining("DASH_SWEEP_JAVA_OPTIONS=-Xmx");
    assertThatCode(() -> ProcessLimits.requireHeapForSpark(471_859_200)).doesNotThrowAnyException();
    assertThatThrownBy(() -> ProcessLimits.requireHeap(12 << 20))
        .hasMessageContaining("the heap of 12 MiB is too small")
        .hasMessageContaining("DASH_SWEEP_JAVA_OPTIONS=-Xmx");
  }

  @Test
  void tooFewOpenFilesAreRefused() {
    assertThatThrownBy(() -> ProcessLimits.requireOpenFiles(OptionalLong.of(64)))
        .isInstanceOf(ProcessLimits.TooLowException.class)
        .hasMessageContaining("may open 64 files at once and needs 512")
        .hasMessageContaining("ulimit -n");
    assertThatCode(() -> ProcessLimits.requireOpenFiles(OptionalLong.of(1024)))
        .doesNotThrowAnyException();
    assertThatCode(() -> ProcessLimits.requireOpenFiles(OptionalLong.empty()))
        .doesNotThrowAnyException();
  }

  @Test
  void theSoftLimitCounts() {
    assertThat(ProcessLimits.openFiles(LIMITS.formatted("64"))).hasValue(64);
    assertThat(ProcessLimits.openFiles(LIMITS.formatted("unlimited"))).isEmpty();
    assertThat(ProcessLimits.openFiles("")).isEmpty();
  }
}
