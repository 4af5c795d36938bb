package org.dashsweep.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class DirectionsTest {
  @Test
  void placesDoubleInWidth() {
    assertThat(Directions.place(0)).isEqualTo(0);
    assertThat(Directions.place(1)).isEqualTo(1);
    assertThat(Directions.place(2)).isEqualTo(2);
    assertThat(Directions.place(3)).isEqualTo(2);
    assertThat(Directions.place(4)).isEqualTo(3);
    assertThat(Directions.place(383)).isEqualTo(9);
    assertThat(Directions.placeName(0)).isEqualTo("0");
    assertThat(Directions.placeName(1)).isEqualTo("1");
    assertThat(Directions.placeName(2)).isEqualTo("2–3");
    assertThat(Directions.placeName(9)).isEqualTo("256–511");
  }
}
