package org.dashsweep.jobs.tables;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Supplier;
import org.apache.parquet.example.data.Group;
import org.dashsweep.trial.EvaluatedState;
import org.jspecify.annotations.Nullable;

/**
 * The columns of a record: one for each component, in its order, named like it in snake case. They
 * may be null where the component may. A component that is a record has the columns of its own
 * components in its place.
 *
 * <p>A file whose writer did not know a column is read if the component may be null.
 *
 * @param <T> the record's class
 */
final class RecordColumns<T> implements ColumnGroup<T> {
  /** Types that are no records and take more than one column. */
  private static final Map<Class<?>, Supplier<ColumnGroup<?>>> GROUPS =
      Map.of(
          SortedMap.class, ParameterColumns::new,
          Outcome.class, OutcomeColumns::new,
          EvaluatedState.class, EvaluatedColumns::new);

  private final Constructor<T> constructor;
  private final List<Component> components;
  private final List<TableColumn> columns;

  /**
   * The columns of a record.
   *
   * @param arguments what its type parameter stands for, if it has one
   * @throws IllegalArgumentException if it holds something that no column can
   */
  RecordColumns(Class<T> type, Class<?>... arguments) {
    RecordComponent[] declared = type.getRecordComponents();
    this.components = Arrays.stream(declared).map(each -> Component.of(each, arguments)).toList();
    this.columns = components.stream().flatMap(each -> each.columns().stream()).toList();
    Class<?>[] classes =
        Arrays.stream(declared).map(RecordComponent::getType).toArray(Class<?>[]::new);
    this.constructor = call(() -> type.getDeclaredConstructor(classes));
    constructor.setAccessible(true);
  }

  @Override
  public List<TableColumn> columns() {
    return columns;
  }

  /**
   * Puts a record into a row.
   *
   * @throws IllegalArgumentException if a component is null that may not be
   */
  @Override
  public void put(Group row, T value) {
    for (Component component : components) {
      @Nullable Object content = call(() -> component.accessor().invoke(value));
      if (content != null) {
        component.group().put(row, content);
      } else if (!component.nullable()) {
        throw new IllegalArgumentException(
            "column " + component.columns().get(0).name() + " must have a value: " + value);
      }
    }
  }

  @Override
  public T take(Group row) {
    @Nullable Object[] arguments = new Object[components.size()];
    for (int i = 0; i < arguments.length; i++) {
      Component component = components.get(i);
      arguments[i] =
          component.nullable() ? component.group().find(row) : component.group().take(row);
    }
    return call(() -> constructor.newInstance(arguments));
  }

  /** The value of a column that is a component of the record itself. */
  Object value(T row, String column) {
    for (Component component : components) {
      if (component.columns().get(0).name().equals(column)) {
        return Objects.requireNonNull(call(() -> component.accessor().invoke(row)));
      }
    }
    throw new IllegalArgumentException("no component is column " + column);
  }

  private record Component(
      Method accessor, ColumnGroup<Object> group, boolean nullable, List<TableColumn> columns) {
    @SuppressWarnings("unchecked") // The accessor's values are of the group's type.
    static Component of(RecordComponent declared, Class<?>... arguments) {
      Type type = declared.getGenericType();
      ColumnGroup<?> group =
          columnsOf(name(declared.getName()), type instanceof TypeVariable ? arguments[0] : type);
      boolean nullable = declared.getAnnotatedType().isAnnotationPresent(Nullable.class);
      declared.getAccessor().setAccessible(true);
      return new Component(
          declared.getAccessor(),
          (ColumnGroup<Object>) group,
          nullable,
          nullable
              ? group.columns().stream().map(TableColumn::nullable).toList()
              : group.columns());
    }
  }

  private static ColumnGroup<?> columnsOf(String name, Type type) {
    Class<?> raw = (Class<?>) (type instanceof ParameterizedType p ? p.getRawType() : type);
    if (GROUPS.containsKey(raw)) {
      return Objects.requireNonNull(GROUPS.get(raw)).get();
    }
    if (raw.isRecord()) {
      return new RecordColumns<>(raw);
    }
    return raw.isEnum()
        ? new Constant(TableColumn.required(name, TableColumnType.TEXT), raw.asSubclass(Enum.class))
        : new Value(TableColumn.required(name, TableColumnType.of(type)));
  }

  /** A component's name in snake case, which SQL needs no quotes for. */
  private static String name(String component) {
    return component.replaceAll("([a-z0-9])([A-Z])", "$1_$2").toLowerCase(Locale.ROOT);
  }

  private interface Reflection<V> {
    V call() throws ReflectiveOperationException;
  }

  private static <V> V call(Reflection<V> reflection) {
    try {
      return reflection.call();
    } catch (InvocationTargetException e) {
      throw e.getCause() instanceof RuntimeException thrown ? thrown : new IllegalStateException(e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A value that has one column. */
  private record Value(TableColumn column) implements ColumnGroup<Object> {
    @Override
    public List<TableColumn> columns() {
      return List.of(column);
    }

    @Override
    public void put(Group row, Object value) {
      column.put(row, value);
    }

    @Override
    public Object take(Group row) {
      return column.take(row);
    }

    @Override
    public @Nullable Object find(Group row) {
      return column.find(row);
    }
  }

  /** A constant of an enumeration, kept by its name. */
  @SuppressWarnings("rawtypes") // Of whatever enumeration.
  private record Constant(TableColumn column, Class<? extends Enum> type)
      implements ColumnGroup<Object> {
    @Override
    public List<TableColumn> columns() {
      return List.of(column);
    }

    @Override
    public void put(Group row, Object value) {
      column.put(row, ((Enum<?>) value).name());
    }

    @Override
    @SuppressWarnings("unchecked") // The type is an enumeration's.
    public Object take(Group row) {
      return Enum.valueOf(type, (String) column.take(row));
    }
  }
}
