package org.dashsweep.weights.pytorch;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.pytorch.Pickled.Callable;
import org.dashsweep.weights.pytorch.Pickled.Dictionary;
import org.dashsweep.weights.pytorch.Pickled.Flag;
import org.dashsweep.weights.pytorch.Pickled.Other;
import org.dashsweep.weights.pytorch.Pickled.Sequence;
import org.dashsweep.weights.pytorch.Pickled.Storage;
import org.dashsweep.weights.pytorch.Pickled.StorageClass;
import org.dashsweep.weights.pytorch.Pickled.Text;
import org.dashsweep.weights.pytorch.Pickled.Whole;
import org.jspecify.annotations.Nullable;

/**
 * A stack machine for the part of Python's pickle language, protocol 2, in which {@code torch.save}
 * describes dictionaries of tensors. A pickle is a program that may call anything. Here the few
 * callables of {@link Callable} and the classes of storages are data; every other name is refused.
 * Nothing is ever looked up, imported or executed.
 *
 * @see <a href="https://github.com/python/cpython/blob/main/Lib/pickletools.py">the language</a>
 */
final class Unpickler {
  private static final int PROTOCOL = 2;

  /** A state dictionary nests 6 levels deep. */
  private static final int MOST_MARKS = 64;

  /** Python's pickler puts 1,000 items on the stack before it takes them off. */
  private static final int MOST_STACKED = 1 << 16;

  private static final int LONGEST_NAME = 200;

  private static final Map<String, Pickled> NAMES = names();

  private final String source;
  private final ByteBuffer code;
  private final Map<Integer, Pickled> memo = new HashMap<>();
  private final Map<String, Storage> storages = new TreeMap<>();

  /** Stacks below the current one, which a mark began. */
  private final Deque<List<Pickled>> marked = new ArrayDeque<>();

  private List<Pickled> stack = new ArrayList<>();

  /**
   * A machine.
   *
   * @param source the file's name, for messages
   * @param code one pickle after another
   */
  Unpickler(String source, ByteBuffer code) {
    this.source = source;
    this.code = code.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  private static Map<String, Pickled> names() {
    Map<String, Pickled> names = new HashMap<>();
    for (Callable callable : Callable.values()) {
      names.put(callable.pythonName(), callable);
    }
    for (StorageType type : StorageType.values()) {
      names.put(type.pythonName(), new StorageClass(type.elementType()));
    }
    return Map.copyOf(names);
  }

  /** Returns every storage that was referred to so far, by its key. */
  Map<String, Storage> storages() {
    return storages;
  }

  /** Returns bytes read so far. */
  int position() {
    return code.position();
  }

  /**
   * Runs the next pickle.
   *
   * @throws CheckpointException if it is not valid or means more than tensors
   */
  Pickled next() {
    memo.clear();
    marked.clear();
    stack = new ArrayList<>();
    try {
      if (code.get() != (byte) 0x80) {
        throw problem("does not begin as pickles of protocol 2 do");
      }
      int protocol = unsignedByte();
      if (protocol != PROTOCOL) {
        throw problem(
            String.format(
                Locale.ROOT,
                "has protocol %d where %d is read: save it with torch.save's default pickle_protocol",
                protocol,
                PROTOCOL));
      }
      for (int operation = unsignedByte(); operation != '.'; operation = unsignedByte()) {
        run(operation);
        if (stack.size() > MOST_STACKED) {
          throw problem(
              String.format(Locale.ROOT, "puts more than %d values on the stack", MOST_STACKED));
        }
      }
    } catch (BufferUnderflowException e) {
      throw problem("is cut short or too long");
    }
    Pickled result = pop();
    if (!stack.isEmpty() || !marked.isEmpty()) {
      throw problem("leaves values on the stack");
    }
    return result;
  }

  private void run(int operation) {
    switch (operation) {
      case '(' -> mark();
      case ')' -> push(Sequence.tuple(List.of()));
      case ']' -> push(Sequence.emptyList());
      case '}' -> push(Dictionary.empty());
      case 'N' -> push(Other.NONE);
      case 0x88 -> push(new Flag(true));
      case 0x89 -> push(new Flag(false));
      case 'K' -> push(new Whole(unsignedByte()));
      case 'M' -> push(new Whole(Short.toUnsignedInt(code.getShort())));
      case 'J' -> push(new Whole(code.getInt()));
      case 0x8a -> push(longInteger());
      case 'G' -> {
        code.getLong();
        push(Other.NUMBER);
      }
      case 'X' -> push(new Text(text(code.getInt())));
      case 't' -> push(Sequence.tuple(popToMark()));
      case 0x85 -> push(tuple(1));
      case 0x86 -> push(tuple(2));
      case 0x87 -> push(tuple(3));
      case 'a' -> append(List.of(pop()));
      case 'e' -> append(popToMark());
      case 's' -> {
        Pickled value = pop();
        set(List.of(pop(), value));
      }
      case 'u' -> set(popToMark());
      case 'q' -> memo.put(unsignedByte(), top());
      case 'r' -> memo.put(memoIndex(), top());
      case 'h' -> push(recall(unsignedByte()));
      case 'j' -> push(recall(memoIndex()));
      case 'c' -> push(global());
      case 'Q' -> push(storage(pop()));
      case 'R' -> reduce();
      case 'b' -> build();
      default ->
          throw problem(
              String.format(
                  Locale.ROOT,
                  "has operation 0x%02x, of which no dictionary of tensors has need",
                  operation));
    }
  }

  private int unsignedByte() {
    return Byte.toUnsignedInt(code.get());
  }

  private String text(int bytes) {
    if (bytes < 0 || bytes > code.remaining()) {
      throw problem(
          String.format(Locale.ROOT, "has a text of %s bytes", Integer.toUnsignedString(bytes)));
    }
    ByteBuffer encoded = code.slice(code.position(), bytes);
    code.position(code.position() + bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(encoded).toString();
    } catch (CharacterCodingException e) {
      throw problem("has a text that is not UTF-8");
    }
  }

  private Pickled longInteger() {
    byte[] bytes = new byte[unsignedByte()];
    code.get(bytes);
    if (bytes.length > Long.BYTES) {
      return Other.NUMBER;
    }
    long value = 0;
    for (int i = bytes.length - 1; i >= 0; i--) {
      // The last byte carries the sign.
      value = value << 8 | (i == bytes.length - 1 ? bytes[i] : Byte.toUnsignedInt(bytes[i]));
    }
    return new Whole(value);
  }

  private int memoIndex() {
    int index = code.getInt();
    // A value is stored by an operation of its own: there are never more of them than bytes.
    if (index < 0 || index > code.limit()) {
      throw problem("has the impossible memo index " + Integer.toUnsignedString(index));
    }
    return index;
  }

  private Pickled recall(int index) {
    @Nullable Pickled value = memo.get(index);
    if (value == null) {
      throw problem(String.format(Locale.ROOT, "recalls value %d, which was never stored", index));
    }
    return value;
  }

  private void push(Pickled value) {
    stack.add(value);
  }

  private Pickled top() {
    if (stack.isEmpty()) {
      throw problem("takes a value from an empty stack");
    }
    return stack.get(stack.size() - 1);
  }

  private Pickled pop() {
    Pickled value = top();
    stack.remove(stack.size() - 1);
    return value;
  }

  private void mark() {
    if (marked.size() == MOST_MARKS) {
      throw problem(String.format(Locale.ROOT, "is nested more than %d levels deep", MOST_MARKS));
    }
    marked.push(stack);
    stack = new ArrayList<>();
  }

  private List<Pickled> popToMark() {
    if (marked.isEmpty()) {
      throw problem("looks for a mark that is not there");
    }
    List<Pickled> items = stack;
    stack = marked.pop();
    return items;
  }

  private Sequence tuple(int size) {
    Pickled[] items = new Pickled[size];
    for (int i = size - 1; i >= 0; i--) {
      items[i] = pop();
    }
    return Sequence.tuple(List.of(items));
  }

  private void append(List<Pickled> items) {
    if (!(top() instanceof Sequence sequence) || !sequence.isList()) {
      throw problem(String.format(Locale.ROOT, "appends to %s", top().kind()));
    }
    sequence.items().addAll(items);
  }

  private void set(List<Pickled> items) {
    if (!(top() instanceof Dictionary dictionary)) {
      throw problem(String.format(Locale.ROOT, "sets keys of %s", top().kind()));
    }
    if (items.size() % 2 != 0) {
      throw problem("sets a key without a value");
    }
    for (Iterator<Pickled> each = items.iterator(); each.hasNext(); ) {
      Pickled key = each.next();
      if (!(key instanceof Text text)) {
        throw problem(
            String.format(Locale.ROOT, "has %s as a key, where names are texts", key.kind()));
      }
      if (dictionary.entries().put(text.value(), each.next()) != null) {
        throw problem("has two values for " + text.value());
      }
    }
  }

  /** A name: the one place where a pickle reaches for code. */
  private Pickled global() {
    String name = line() + "." + line();
    @Nullable Pickled known = NAMES.get(name);
    if (known == null) {
      throw new CheckpointException(
          source,
          String.format(
              Locale.ROOT,
              "asks for %s in its pickle%s, which is no part of a tensor: refused, and nothing of it was run; only dictionaries of dense tensors are read (of %s), so use the model's safetensors file, or convert this one where you trust it",
              name,
              where(),
              StorageType.names()));
    }
    return known;
  }

  private String line() {
    StringBuilder line = new StringBuilder();
    for (int next = unsignedByte(); next != '\n'; next = unsignedByte()) {
      // Names are ASCII; anything else could play tricks with the message.
      if (next <= ' ' || next > '~' || line.length() == LONGEST_NAME) {
        throw problem(String.format(Locale.ROOT, "has a name that is none: %s…", line));
      }
      line.append((char) next);
    }
    return line.toString();
  }

  /** ("storage", class, key, device, elements), and None behind it in old files. */
  private Storage storage(Pickled identifier) {
    if (identifier instanceof Sequence sequence
        && sequence.items().size() >= 5
        && sequence.items().get(0).equals(new Text("storage"))
        && sequence.items().get(1) instanceof StorageClass storageClass
        && sequence.items().get(2) instanceof Text key
        && sequence.items().get(4) instanceof Whole elements
        && (sequence.items().size() == 5 || sequence.items().get(5) == Other.NONE)) {
      Storage storage = new Storage(storageClass.type(), key.value(), elements.value());
      @Nullable Storage before = storages.putIfAbsent(storage.key(), storage);
      if (before != null && !before.equals(storage)) {
        throw problem(
            String.format(Locale.ROOT, "describes storage %s in two ways", storage.key()));
      }
      return storage;
    }
    throw problem("refers to something outside it that is no plain storage");
  }

  private void reduce() {
    Pickled arguments = pop();
    Pickled callable = pop();
    if (!(arguments instanceof Sequence sequence) || !(callable instanceof Callable known)) {
      throw problem("calls " + callable.kind());
    }
    List<Pickled> values = sequence.items();
    push(
        switch (known) {
          case ORDERED_DICTIONARY -> {
            if (!values.isEmpty()) {
              throw problem("makes an OrderedDict of arguments");
            }
            yield Dictionary.empty();
          }
          case TENSOR -> tensor(values);
          case PARAMETER -> {
            if (values.isEmpty() || !(values.get(0) instanceof StridedTensor tensor)) {
              throw problem("makes a parameter of something that is no tensor");
            }
            yield tensor;
          }
        });
  }

  /** (storage, offset, shape, strides, requires gradient, hooks), and metadata in new files. */
  private StridedTensor tensor(List<Pickled> values) {
    if (values.size() >= 6
        && values.size() <= 7
        && values.get(0) instanceof Storage storage
        && values.get(1) instanceof Whole offset
        && values.get(2) instanceof Sequence shape
        && values.get(3) instanceof Sequence strides
        && isEmpty(values.get(5))
        && (values.size() == 6 || isEmpty(values.get(6)))) {
      return new StridedTensor(storage, offset.value(), numbers(shape), numbers(strides));
    }
    throw problem(
        "rebuilds a tensor of arguments that are not storage, offset, shape, strides and no hooks or metadata");
  }

  private static boolean isEmpty(Pickled value) {
    return value == Other.NONE
        || (value instanceof Dictionary dictionary && dictionary.entries().isEmpty());
  }

  private List<Long> numbers(Sequence sequence) {
    List<Long> numbers = new ArrayList<>();
    for (Pickled item : sequence.items()) {
      if (!(item instanceof Whole whole)) {
        throw problem(String.format(Locale.ROOT, "has %s among sizes or strides", item.kind()));
      }
      numbers.add(whole.value());
    }
    return numbers;
  }

  /** An OrderedDict's attributes: a module's versions, which say nothing of the tensors. */
  private void build() {
    Pickled state = pop();
    if (!(top() instanceof Dictionary) || !(state instanceof Dictionary)) {
      throw problem("gives attributes to " + top().kind());
    }
  }

  /** The entry that is being built: the topmost text of the outermost stack that has one. */
  private String where() {
    List<List<Pickled>> stacks = new ArrayList<>(marked);
    stacks.add(0, stack);
    for (int i = stacks.size() - 1; i >= 0; i--) {
      for (int j = stacks.get(i).size() - 1; j >= 0; j--) {
        if (stacks.get(i).get(j) instanceof Text text) {
          return " under " + text.value();
        }
      }
    }
    return "";
  }

  private CheckpointException problem(String problem) {
    return new CheckpointException(
        source,
        String.format(
            Locale.ROOT,
            "has a broken or unknown pickle: it %s (byte %d%s); download it again, or use the model's safetensors file",
            problem,
            code.position(),
            where()));
  }
}
