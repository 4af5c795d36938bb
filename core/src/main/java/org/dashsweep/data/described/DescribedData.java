package org.dashsweep.data.described;

import java.util.List;
import org.dashsweep.data.LabelledData;

/**
 * The rows of a described task.
 *
 * @param remarks in sentences what a user may not take for granted of them
 */
public record DescribedData(LabelledData data, List<String> remarks) {
  public DescribedData {
    remarks = List.copyOf(remarks);
  }
}
