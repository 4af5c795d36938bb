package org.dashsweep.jobs.report;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import java.io.IOException;
import java.io.Serial;

/** Writes points in few characters: whole numbers without a fraction, and null for NaN. */
final class PointSerializer extends StdSerializer<double[]> {
  @Serial private static final long serialVersionUID = 1L;

  PointSerializer() {
    super(double[].class);
  }

  @Override
  public void serialize(double[] point, JsonGenerator json, SerializerProvider provider)
      throws IOException {
    json.writeStartArray();
    for (double value : point) {
      if (!Double.isFinite(value)) {
        json.writeNull();
      } else if (value == Math.rint(value) && Math.abs(value) < Integer.MAX_VALUE) {
        json.writeNumber((int) value);
      } else {
        json.writeNumber(value);
      }
    }
    json.writeEndArray();
  }
}
