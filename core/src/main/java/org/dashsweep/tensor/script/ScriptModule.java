package org.dashsweep.tensor.script;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtSymbolBlock;
import ai.djl.pytorch.jni.IValueUtils;
import ai.djl.pytorch.jni.JniUtils;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.dashsweep.tensor.Autograd;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;

/**
 * A TorchScript module compiled from sources on the class path.
 *
 * <p>A source file holds functions whose first parameter is {@code self}; a module is the class
 * made of the functions of all its files. A function takes the place of one of its name in an
 * earlier file. Attributes are fixed when it is compiled; tensors are arguments, so a module owns
 * no weights. It is confined to one thread at a time: attributes hold the state of its random
 * numbers ({@code generator}, {@code seed} and {@code draws}).
 */
public final class ScriptModule implements AutoCloseable {
  /** The value of an attribute that starts as None: {@code generator}. */
  static final Object NONE = new Object();

  private static final Pattern SELF = Pattern.compile("^def (\\w+)\\(self\\b", Pattern.MULTILINE);

  private final PtSymbolBlock block;

  private ScriptModule(PtSymbolBlock block) {
    this.block = block;
  }

  /**
   * Compiles a module; a few milliseconds.
   *
   * @param scope closes the module with itself
   * @param name the class's name, for libtorch's messages
   * @param sources class-path resources
   * @param attributes Boolean, Integer or Double constants that the sources read as {@code self.x}
   */
  public static ScriptModule compile(
      TensorScope scope, String name, List<String> sources, Map<String, Object> attributes) {
    Map<String, Object> values = new LinkedHashMap<>(attributes);
    values.put("training", false);
    values.put("generator", NONE);
    values.put("seed", 0);
    values.put("draws", 0);
    String code = classSource(name, sources, values);
    byte[] archive = ScriptArchive.pack(name, code, values);
    try {
      return new ScriptModule(
          JniUtils.loadModule(scope.manager(), new ByteArrayInputStream(archive), false, false));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String classSource(
      String name, List<String> sources, Map<String, Object> attributes) {
    StringBuilder code = new StringBuilder("class " + name + "(Module):\n");
    code.append("  __parameters__ = []\n  __buffers__ = []\n");
    attributes.forEach(
        (key, value) -> code.append(String.format(Locale.ROOT, "  %s : %s\n", key, type(value))));
    Map<String, String> functions = new LinkedHashMap<>();
    sources.forEach(source -> functions.putAll(functions(read(source))));
    for (String function : functions.values()) {
      String text = SELF.matcher(function).replaceAll("def $1(self: __torch__." + name);
      text.lines().forEach(line -> code.append("  ").append(line).append('\n'));
    }
    return code.toString();
  }

  /** Returns a source's functions by name, each to where the next one begins. */
  private static Map<String, String> functions(String source) {
    Map<String, String> functions = new LinkedHashMap<>();
    List<MatchResult> starts = SELF.matcher(source).results().toList();
    for (int i = 0; i < starts.size(); i++) {
      int end = i + 1 < starts.size() ? starts.get(i + 1).start() : source.length();
      functions.put(starts.get(i).group(1), source.substring(starts.get(i).start(), end));
    }
    return functions;
  }

  private static String type(Object value) {
    if (value == NONE) {
      return "Optional[Generator]";
    }
    return value instanceof Boolean ? "bool" : value instanceof Integer ? "int" : "float";
  }

  private static String read(String resource) {
    try (InputStream in = ScriptModule.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("No TorchScript source on the class path: " + resource);
      }
      return serialised(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Names of types have no meaning in serialised TorchScript: there they are numbers. */
  private static String serialised(String source) {
    return source
        .replace("torch.float32", "6")
        .replace("torch.bfloat16", "15")
        .replace("torch.float16", "5")
        .replace("torch.int64", "4")
        .replace("torch.int16", "2");
  }

  /**
   * Runs a method and records what its gradient needs.
   *
   * @param scope owns what is returned
   */
  public List<Tensor> differentiate(TensorScope scope, String method, Arguments arguments) {
    return run(scope, method, arguments, true);
  }

  /**
   * Runs a method without recording what its gradient needs. Unlike the results of {@link
   * #evaluate}, its results may take part in gradients later.
   *
   * @param scope owns what is returned
   */
  public List<Tensor> compute(TensorScope scope, String method, Arguments arguments) {
    return Autograd.withoutRecording(() -> run(scope, method, arguments, true));
  }

  /**
   * Runs a method without recording gradients.
   *
   * @param scope owns what is returned
   */
  public List<Tensor> evaluate(TensorScope scope, String method, Arguments arguments) {
    return run(scope, method, arguments, false);
  }

  private List<Tensor> run(
      TensorScope scope, String method, Arguments arguments, boolean gradients) {
    NDList inputs = new NDList();
    // DJL takes the method's name from an array, and gives the results to that array's manager.
    try (PtNDArray marker = scope.manager().create(new Shape(0), DataType.FLOAT32)) {
      marker.setName("module_method:" + method);
      inputs.add(marker);
      inputs.addAll(arguments.arrays());
      List<Tensor> results = new ArrayList<>();
      for (NDArray result : IValueUtils.forward(block, inputs, gradients)) {
        results.add(new Tensor((PtNDArray) result));
      }
      return results;
    }
  }

  @Override
  public void close() {
    block.close();
  }
}
