package org.dashsweep.jobs.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.dashsweep.jobs.directions.Capture;

/**
 * The accuracy of the predicted top 8 directions by layer and module, of a model and a method. It
 * is the mean over tasks, ranks and seeds.
 *
 * @param title names both
 * @param layers numbers, ascending
 * @param modules names, in their order in a layer
 */
record CaptureMap(
    String title,
    String method,
    List<String> layers,
    List<String> modules,
    Map<String, Double> byMatrix) {
  /** Returns the maps of all models and methods. */
  static List<CaptureMap> all(List<Capture> byMatrix) {
    Map<String, List<Capture>> groups =
        byMatrix.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.model() + ", " + each.method(),
                    LinkedHashMap::new,
                    Collectors.toList()));
    List<CaptureMap> maps = new ArrayList<>();
    groups.forEach((title, captures) -> maps.add(of(title, captures)));
    return maps;
  }

  private static CaptureMap of(String title, List<Capture> captures) {
    Map<String, Double> accuracy =
        captures.stream()
            .collect(
                Collectors.groupingBy(
                    Capture::group,
                    LinkedHashMap::new,
                    Collectors.averagingDouble(Capture::accuracy)));
    // A matrix is named by its layer, a space and its module.
    List<String[]> names = accuracy.keySet().stream().map(name -> name.split(" ", 2)).toList();
    return new CaptureMap(
        title,
        captures.get(0).method(),
        names.stream()
            .map(name -> name[0])
            .distinct()
            .sorted(Comparator.comparingInt(Integer::parseInt))
            .toList(),
        names.stream().map(name -> name[1]).distinct().toList(),
        accuracy);
  }

  /** Returns the accuracy for a matrix, from 0 to 1; empty if the model has no such matrix. */
  OptionalDouble accuracy(String layer, String module) {
    Double found = byMatrix.get(layer + " " + module);
    return found == null ? OptionalDouble.empty() : OptionalDouble.of(found);
  }
}
