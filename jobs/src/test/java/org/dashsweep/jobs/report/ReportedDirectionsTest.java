package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ReportedDirectionsTest {
  @Test
  void placesDoubleInWidth() {
    assertThat(ReportedDirections.place(0)).isEqualTo(0);
    assertThat(ReportedDirections.place(1)).isEqualTo(1);
    assertThat(ReportedDirections.place(2)).isEqualTo(2);
    assertThat(ReportedDirections.place(3)).isEqualTo(2);
    assertThat(ReportedDirections.place(4)).isEqualTo(3);
    assertThat(ReportedDirections.place(383)).isEqualTo(9);
    assertThat(ReportedDirections.placeName(0)).isEqualTo("0");
    assertThat(ReportedDirections.placeName(1)).isEqualTo("1");
    assertThat(ReportedDirections.placeName(2)).isEqualTo("2–3");
    assertThat(ReportedDirections.placeName(9)).isEqualTo("256–511");
  }
}
