package org.dashsweep.model.decoder;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.dashsweep.model.Branch;
import org.dashsweep.model.BranchBatch;
import org.dashsweep.model.CausalDecoder;
import org.dashsweep.model.PackedBatch;
import org.dashsweep.tensor.Closing;
import org.dashsweep.tensor.Device;
import org.dashsweep.tensor.Tensor;
import org.dashsweep.tensor.TensorScope;
import org.dashsweep.tensor.script.Arguments;
import org.dashsweep.tensor.script.ScriptModule;

/** Keys and values of each block, in two tables of a row for each head of each token. */
final class KeyValueCache implements CausalDecoder.Cache {
  private final TextBeginning beginning;
  private final DecodingWeights weights;
  private final DecoderModel base;
  private final ScriptModule script;
  private final SlidingWindow window;
  private final int regions;
  private final int rows;
  private final TensorScope scope;
  private final List<Map<String, Tensor>> blocks;

  /**
   * An empty cache.
   *
   * @param beginning of all texts, which outlives this
   */
  KeyValueCache(TextBeginning beginning, int regions, int rows) {
    this.beginning = beginning;
    this.weights = beginning.weights();
    this.base = weights.base();
    this.script = beginning.script();
    this.window = base.config().attention().window();
    this.regions = regions;
    this.rows = rows;
    this.scope = TensorScope.open(base.device());
    // There may be memory for some blocks and not for all.
    this.blocks =
        Closing.onFailure(
            scope, () -> Stream.generate(this::empty).limit(base.config().blocks()).toList());
  }

  /** Rows without a token are hidden, but have to be numbers. */
  private Map<String, Tensor> empty() {
    long count = (long) regions * rows * base.config().keyValueHeads();
    long width = base.config().headWidth();
    return Map.of("keys", scope.zeros(count, width), "values", scope.zeros(count, width));
  }

  @Override
  public Tensor read(
      TensorScope work, List<? extends PackedBatch.Sequence> prompts, int[] regionsOfPrompts) {
    PackedBatch batch = PackedBatch.of(prompts);
    requireRows(batch.longest());
    LongStream places = LongStream.empty();
    long[] last = new long[batch.examples()];
    int next = 0;
    for (int i = 0; i < last.length; i++) {
      int length = prompts.get(i).tokenIds().length;
      places = LongStream.concat(places, places(regionsOfPrompts[i], length));
      next += length;
      last[i] = next - 1L;
    }
    try (TensorScope pass = work.child()) {
      Map<String, Tensor> layout = new LinkedHashMap<>();
      layout.put("lengths", batch.lengths(pass));
      if (base.device() instanceof Device.Cuda) {
        layout.putAll(batch.rectangle(pass));
      }
      layout.put("rows", rowsOfHeads(pass, longs(pass, places.toArray())));
      Tensor positions = batch.positions(pass);
      Tensor x = start(pass, batch.tokens(pass), positions, layout);
      BlockLayouts layouts = layouts(pass, layout, positions, batch.longest());
      for (int i = 0; i < blocks.size(); i++) {
        Map<String, Tensor> own = new LinkedHashMap<>(layouts.of(i));
        if (i == blocks.size() - 1) {
          own.put("gathered", longs(pass, last));
        }
        x = block(pass, "read_block", arguments(i, x, own), x);
      }
      return work.adopt(x);
    }
  }

  private BlockLayouts layouts(
      TensorScope pass, Map<String, Tensor> layout, Tensor positions, int longest) {
    if (!window.narrows(longest + beginning.tokens())) {
      return BlockLayouts.same(layout);
    }
    Arguments arguments = new Arguments().tensor(positions).tensor(pass.number(longest));
    Tensor hidden = script.evaluate(pass, "window_mask", arguments).get(0);
    return BlockLayouts.with(layout, Map.of("window", hidden), window);
  }

  @Override
  public Tensor goOn(TensorScope work, List<List<Branch>> branches) {
    BranchBatch batch = BranchBatch.of(branches, rows);
    try (TensorScope pass = work.child()) {
      Map<String, Tensor> layout = batch.layout(pass);
      layout.computeIfPresent("rows", (name, numbered) -> rowsOfHeads(pass, numbered));
      Tensor regionRows = pass.number(rows);
      Tensor x = start(pass, batch.tokens(pass), batch.positions(pass), layout);
      BlockLayouts layouts = layouts(pass, layout, batch);
      for (int i = 0; i < blocks.size(); i++) {
        x = block(pass, "go_on_block", arguments(i, x, layouts.of(i)).tensor(regionRows), x);
      }
      return work.adopt(x);
    }
  }

  private BlockLayouts layouts(TensorScope pass, Map<String, Tensor> layout, BranchBatch batch) {
    int before = beginning.tokens();
    if (!window.narrows(batch.longestText() + before)) {
      return BlockLayouts.same(layout);
    }
    Map<String, Tensor> narrow = new LinkedHashMap<>();
    narrow.put("visible", batch.visible(pass, window.tokens()));
    if (before > 0) {
      narrow.put("before", batch.before(pass, window.tokens(), before));
    }
    return BlockLayouts.with(layout, narrow, window);
  }

  /** The embedded tokens; puts their rotations into the layout. */
  private Tensor start(
      TensorScope pass, Tensor tokens, Tensor positions, Map<String, Tensor> layout) {
    Arguments arguments =
        new Arguments()
            .tensor(tokens)
            .tensor(positions)
            .dictionary("p", weights.embeddings(), beginning.embeddings());
    List<Tensor> start = script.evaluate(pass, "start", arguments);
    layout.put("cosine", start.get(1));
    layout.put("sine", start.get(2));
    return start.get(0);
  }

  private Arguments arguments(int block, Tensor x, Map<String, Tensor> layout) {
    return new Arguments()
        .tensor(x)
        .dictionary("layout", layout)
        .dictionary("p", weights.block(block), beginning.block(block))
        .dictionary("cache", blocks.get(block));
  }

  private Tensor block(TensorScope pass, String method, Arguments arguments, Tensor input) {
    try (input) {
      return script.evaluate(pass, method, arguments).get(0);
    }
  }

  @Override
  public void copy(int fromRegion, int toRegion, int count) {
    requireRows(count);
    try (TensorScope pass = scope.child()) {
      Tensor from = rowsOfHeads(pass, longs(pass, places(fromRegion, count).toArray()));
      Tensor to = rowsOfHeads(pass, longs(pass, places(toRegion, count).toArray()));
      for (Map<String, Tensor> block : blocks) {
        script.evaluate(
            pass, "copy", new Arguments().tensor(from).tensor(to).dictionary("cache", block));
      }
    }
  }

  /** Returns a block's tables. */
  Map<String, Tensor> block(int index) {
    return blocks.get(index);
  }

  /** Returns where the heads of rows lie in a table. */
  private Tensor rowsOfHeads(TensorScope pass, Tensor numbered) {
    Arguments arguments = new Arguments().tensor(numbered).tensor(pass.number(rows));
    return script.evaluate(pass, "rows_of_heads", arguments).get(0);
  }

  /** Returns the first rows of a region, numbered among the rows of all regions. */
  private LongStream places(int region, int count) {
    if (region < 0 || region >= regions) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "No region %d in a cache of %d", region, regions));
    }
    long first = (long) region * rows;
    return LongStream.range(first, first + count);
  }

  private void requireRows(int count) {
    if (count > rows) {
      throw new IllegalArgumentException(
          String.format(Locale.ROOT, "%d tokens do not fit into a region of %d rows", count, rows));
    }
  }

  private static Tensor longs(TensorScope pass, long[] values) {
    return pass.longs(values, values.length);
  }

  @Override
  public void close() {
    scope.close();
  }
}
