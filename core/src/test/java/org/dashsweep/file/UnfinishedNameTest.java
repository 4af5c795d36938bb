package org.dashsweep.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class UnfinishedNameTest {
  /** Of process 1 as it is now, and of one that had its number in 1970. */
  private static final String PROCESS_ONE = "1-0-x.tmp";

  private static final String LONG_GONE_ONE = "1-1-x.tmp";

  @Test
  void namesAreHiddenAndDiffer() {
    assertThat(IntStream.range(0, 100).mapToObj(i -> UnfinishedName.of("a.parquet")))
        .allMatch(name -> name.startsWith(".a.parquet.") && name.length() < 60)
        .allMatch(UnfinishedName::matches)
        .doesNotHaveDuplicates();
    assertThat(UnfinishedName.matches("a.parquet")).isFalse();
    assertThat(UnfinishedName.matches(".a.parquet")).isFalse();
    assertThat(UnfinishedName.matches("a.tmp")).isFalse();
  }

  @Test
  void onlyAProcessOfThisMachineIsKnownToHaveEnded() {
    String own = UnfinishedName.of("a.parquet");
    String machine = own.substring(".a.parquet.".length()).substring(0, 9);
    assertThat(UnfinishedName.isLeft(own)).as("alive").isFalse();
    assertThat(UnfinishedName.isLeft(".a." + machine + PROCESS_ONE)).as("alive").isFalse();
    assertThat(UnfinishedName.isLeft(".a." + machine + LONG_GONE_ONE)).isTrue();
    assertThat(UnfinishedName.isLeft(".a." + machine + "zzzzzzz-0-x.tmp"))
        .as("a number that no process has")
        .isTrue();
    assertThat(UnfinishedName.isLeft(".a.00000000-" + LONG_GONE_ONE)).as("elsewhere").isFalse();
    assertThat(UnfinishedName.isLeft(".a.parquet.1234.tmp")).as("unknown").isFalse();
    assertThat(UnfinishedName.isLeft("a." + machine + LONG_GONE_ONE)).as("not hidden").isFalse();
  }
}
