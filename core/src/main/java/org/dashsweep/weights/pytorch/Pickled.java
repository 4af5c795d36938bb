package org.dashsweep.weights.pytorch;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dashsweep.weights.ElementType;

/**
 * The values that a checkpoint's pickle may build. Mutable values are shared as the pickle shares
 * them. A hostile file may nest them in any way, so nothing here walks into them.
 */
sealed interface Pickled
    permits Pickled.Text,
        Pickled.Whole,
        Pickled.Flag,
        Pickled.Other,
        Pickled.Sequence,
        Pickled.Dictionary,
        Pickled.Callable,
        Pickled.StorageClass,
        Pickled.Storage,
        StridedTensor {
  /** Returns the kind of value, for messages: "a tuple". */
  String kind();

  record Text(String value) implements Pickled {
    @Override
    public String kind() {
      return "a text";
    }
  }

  record Whole(long value) implements Pickled {
    @Override
    public String kind() {
      return "a whole number";
    }
  }

  record Flag(boolean value) implements Pickled {
    @Override
    public String kind() {
      return "a truth value";
    }
  }

  /** A value that no tensor is made of: only what it is matters. */
  record Other(String kind) implements Pickled {
    static final Other NONE = new Other("None");
    static final Other NUMBER = new Other("a number");
  }

  /** A tuple, or a list, which alone can grow. */
  record Sequence(List<Pickled> items) implements Pickled {
    static Sequence tuple(List<Pickled> items) {
      return new Sequence(List.copyOf(items));
    }

    static Sequence emptyList() {
      return new Sequence(new ArrayList<>());
    }

    boolean isList() {
      return items instanceof ArrayList;
    }

    @Override
    public String kind() {
      return "a sequence";
    }
  }

  /** A dictionary, in the order of its insertions. */
  record Dictionary(Map<String, Pickled> entries) implements Pickled {
    static Dictionary empty() {
      return new Dictionary(new LinkedHashMap<>());
    }

    @Override
    public String kind() {
      return "a dictionary";
    }
  }

  /** A function or class that may be named. */
  enum Callable implements Pickled {
    ORDERED_DICTIONARY("collections.OrderedDict"),
    TENSOR("torch._utils._rebuild_tensor_v2"),
    PARAMETER("torch._utils._rebuild_parameter");

    private final String pythonName;

    Callable(String pythonName) {
      this.pythonName = pythonName;
    }

    String pythonName() {
      return pythonName;
    }

    @Override
    public String kind() {
      return pythonName;
    }
  }

  /** A class of storages. */
  record StorageClass(ElementType type) implements Pickled {
    @Override
    public String kind() {
      return "a class of storages";
    }
  }

  /**
   * A reference to numbers that the file holds outside its pickle.
   *
   * @param key the file's name for them
   * @param elements how many they are
   */
  record Storage(ElementType type, String key, long elements) implements Pickled {
    @Override
    public String kind() {
      return "a storage";
    }
  }
}
