package org.dashsweep.jobs.tables;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.apache.parquet.example.data.Group;
import org.dashsweep.space.ParameterKind;
import org.dashsweep.trial.catalogue.Experiments;

/**
 * The columns of a trial's parameters: a typed one for each parameter of each experiment, for
 * queries, and their JSON, which they are read from.
 */
final class ParameterColumns implements ColumnGroup<SortedMap<String, Object>> {
  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_LONG_FOR_INTS).build();
  private static final TableColumn CONFIG = TableColumn.required("config", TableColumnType.TEXT);

  /** By the parameters' names in sweep files, in kebab case. */
  private final Map<String, TableColumn> typed = new LinkedHashMap<>();

  ParameterColumns() {
    Experiments.searchSpaces()
        .parameterKinds()
        .forEach(
            (name, kind) ->
                typed.put(
                    name, TableColumn.required(name.replace('-', '_'), type(kind)).nullable()));
  }

  private static TableColumnType type(ParameterKind kind) {
    return switch (kind) {
      case TEXT -> TableColumnType.TEXT;
      case INTEGER -> TableColumnType.LONG;
      case DECIMAL -> TableColumnType.REAL;
      case BOOLEAN -> TableColumnType.FLAG;
      case TEXT_LIST -> TableColumnType.TEXTS;
    };
  }

  @Override
  public List<TableColumn> columns() {
    return Stream.concat(typed.values().stream(), Stream.of(CONFIG)).toList();
  }

  @Override
  public void put(Group row, SortedMap<String, Object> value) {
    value.forEach(
        (name, content) -> {
          TableColumn column = typed.get(name);
          if (column != null) {
            boolean widened = column.type() == TableColumnType.REAL && content instanceof Long;
            column.put(row, widened ? (Object) ((Long) content).doubleValue() : content);
          }
        });
    try {
      CONFIG.put(row, JSON.writeValueAsString(value));
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("parameters are not JSON: " + value, e);
    }
  }

  @Override
  public SortedMap<String, Object> take(Group row) {
    return parse((String) CONFIG.take(row));
  }

  /** Reads what the column {@code config} holds. */
  static SortedMap<String, Object> parse(String config) {
    try {
      return JSON.readValue(config, new TypeReference<TreeMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("column config is not a JSON object: " + config, e);
    }
  }
}
