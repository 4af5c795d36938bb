package org.dashsweep.weights.pytorch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.dashsweep.weights.CheckpointException;
import org.dashsweep.weights.ElementType;
import org.dashsweep.weights.pytorch.Pickled.Dictionary;
import org.dashsweep.weights.pytorch.Pickled.Storage;
import org.dashsweep.weights.pytorch.Pickled.Text;
import org.dashsweep.weights.pytorch.Pickled.Whole;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UnpicklerTest {
  @Test
  void rebuildsTensors() {
    Unpickler machine =
        new PickleBytes()
            .code("}")
            .text("a")
            .tensor("0", 6, 1, List.of(5L), List.of(1L))
            .code("s.")
            .machine();

    assertThat(machine.next())
        .isEqualTo(
            new Dictionary(
                Map.of(
                    "a",
                    new StridedTensor(
                        new Storage(ElementType.FLOAT32, "0", 6), 1, List.of(5L), List.of(1L)))));
    assertThat(machine.storages()).containsOnlyKeys("0");
  }

  @Test
  void knowsEveryFormOfWholeNumbers() {
    assertThat(value(new PickleBytes().raw('K', 255))).isEqualTo(new Whole(255));
    assertThat(value(new PickleBytes().raw('M', 0xff, 0xff))).isEqualTo(new Whole(65535));
    assertThat(value(new PickleBytes().raw('J', 0xfe, 0xff, 0xff, 0xff))).isEqualTo(new Whole(-2));
    assertThat(value(new PickleBytes().raw(0x8a, 0))).isEqualTo(new Whole(0));
    assertThat(value(new PickleBytes().raw(0x8a, 1, 0xff))).isEqualTo(new Whole(-1));
    assertThat(value(new PickleBytes().raw(0x8a, 2, 0xff, 0x00))).isEqualTo(new Whole(255));
    assertThat(value(new PickleBytes().whole(Long.MIN_VALUE))).isEqualTo(new Whole(Long.MIN_VALUE));
  }

  @Test
  void recallsWhatWasStored() {
    Pickled value = value(new PickleBytes().text("a").raw('q', 7).text("b").raw('h', 7, 0x87));
    assertThat(value)
        .isEqualTo(Pickled.Sequence.tuple(List.of(new Text("a"), new Text("b"), new Text("a"))));
  }

  /** All of these run code in Python. */
  static Stream<Arguments> code() {
    return Stream.of(
        arguments(
            new PickleBytes().code("cos\nsystem\n").text("ls").raw(0x85).code("R."), "os.system"),
        arguments(new PickleBytes().code("cbuiltins\neval\n"), "builtins.eval"),
        arguments(new PickleBytes().code("c__builtin__\ngetattr\n"), "__builtin__.getattr"),
        arguments(new PickleBytes().code("ctorch.hub\nload\n"), "torch.hub.load"),
        arguments(new PickleBytes().code("ctorch\nload\n"), "torch.load"),
        arguments(
            new PickleBytes().code("ctorch._utils\n_rebuild_tensor\n"),
            "torch._utils._rebuild_tensor"),
        arguments(new PickleBytes().code("ctorch\nQInt8Storage\n"), "torch.QInt8Storage"),
        arguments(
            new PickleBytes().code("ccollections\nOrderedDict.fromkeys\n"),
            "OrderedDict.fromkeys"));
  }

  @ParameterizedTest
  @MethodSource("code")
  void refusesNamesOfCode(PickleBytes pickle, String name) {
    assertThatThrownBy(() -> pickle.machine().next())
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("test.bin asks for ")
        .hasMessageContaining(name)
        .hasMessageContaining("nothing of it was run");
  }

  static Stream<Arguments> broken() {
    return Stream.of(
        arguments(new PickleBytes().code("(ios\nsystem\n."), "operation 0x69"),
        arguments(new PickleBytes().code("(o."), "operation 0x6f"),
        arguments(new PickleBytes().text("os").text("system").raw(0x93), "operation 0x93"),
        arguments(
            new PickleBytes().code("ccollections\nOrderedDict\n)").raw(0x81), "operation 0x81"),
        arguments(new PickleBytes().raw(0x82, 1), "operation 0x82"),
        arguments(new PickleBytes().code("Pid\n"), "operation 0x50"),
        arguments(new PickleBytes().raw(0x95, 0, 0, 0, 0, 0, 0, 0, 0), "operation 0x95"),
        arguments(new PickleBytes(), "is cut short"),
        arguments(new PickleBytes().code("."), "empty stack"),
        arguments(new PickleBytes().code("NN."), "leaves values on the stack"),
        arguments(new PickleBytes().code("N(."), "empty stack"),
        arguments(new PickleBytes().code("(N."), "leaves values on the stack"),
        arguments(new PickleBytes().code("Nt."), "a mark that is not there"),
        arguments(new PickleBytes().raw('X', 255, 255, 255, 255), "text of 4294967295 bytes"),
        arguments(new PickleBytes().raw('X', 0, 0, 0, 0x7f), "text of 2130706432 bytes"),
        arguments(new PickleBytes().raw('X', 1, 0, 0, 0, 0xff), "not UTF-8"),
        arguments(new PickleBytes().raw('N', 'r', 0xff, 0xff, 0xff, 0xff), "memo index 4294967295"),
        arguments(new PickleBytes().raw('N', 'r', 0, 0, 0, 0x10), "memo index 268435456"),
        arguments(new PickleBytes().raw('j', 0, 0, 0, 0x10), "memo index 268435456"),
        arguments(new PickleBytes().raw('h', 3), "recalls value 3, which was never stored"),
        arguments(new PickleBytes().raw('q', 3), "empty stack"),
        arguments(new PickleBytes().raw(0x8a, 9, 1), "is cut short"),
        arguments(new PickleBytes().code("(".repeat(1_000_000)), "more than 64 levels deep"),
        arguments(
            new PickleBytes().code("N".repeat(100_000)), "more than 65536 values on the stack"),
        arguments(new PickleBytes().code("}NNs."), "has None as a key"),
        arguments(new PickleBytes().code("}(Nu."), "a key without a value"),
        arguments(
            new PickleBytes().code("}").text("a").code("Ns").text("a").code("Ns."),
            "two values for a"),
        arguments(new PickleBytes().code("]").text("a").code("Ns."), "sets keys of a sequence"),
        arguments(new PickleBytes().code("N").text("a").code("Ns"), "sets keys of None"),
        arguments(new PickleBytes().code(")Na."), "appends to a sequence"),
        arguments(new PickleBytes().code("NNa."), "appends to None"),
        arguments(new PickleBytes().code("N}b."), "gives attributes to None"),
        arguments(new PickleBytes().code("}Nb."), "gives attributes to a dictionary"),
        arguments(new PickleBytes().code("N)R."), "calls None"),
        arguments(new PickleBytes().code("ctorch\nFloatStorage\n)R."), "calls a class of storages"),
        arguments(new PickleBytes().code("ccollections\nOrderedDict\n]Na"), "is cut short"),
        arguments(
            new PickleBytes().code("ccollections\nOrderedDict\nN").raw(0x85).code("R."),
            "OrderedDict of arguments"),
        arguments(
            new PickleBytes().code("ctorch._utils\n_rebuild_tensor_v2\n)R."),
            "rebuilds a tensor of arguments"),
        arguments(
            new PickleBytes().code("ctorch._utils\n_rebuild_parameter\n)R."),
            "a parameter of something"),
        arguments(new PickleBytes().code("NQ."), "is no plain storage"),
        arguments(new PickleBytes().text("storage").raw(0x85).code("Q."), "is no plain storage"),
        arguments(
            new PickleBytes()
                .code("(")
                .text("module")
                .code("ctorch\nFloatStorage\n")
                .text("0")
                .text("cpu")
                .whole(1)
                .code("tQ."),
            "is no plain storage"),
        arguments(
            new PickleBytes().storage("FloatStorage", "0", 1).storage("FloatStorage", "0", 2),
            "storage 0 in two ways"),
        arguments(new PickleBytes().code("c" + "a".repeat(300) + "\n"), "a name that is none"),
        arguments(new PickleBytes().code("c\u001b[2J\n"), "a name that is none"));
  }

  @ParameterizedTest
  @MethodSource("broken")
  void refusesBrokenPickles(PickleBytes pickle, String expected) {
    assertThatThrownBy(() -> pickle.machine().next())
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("test.bin has a broken or unknown pickle")
        .hasMessageContaining(expected);
  }

  @Test
  void aListThatHoldsItselfIsNoTrouble() {
    Pickled value = value(new PickleBytes().raw(']', 'q', 0, 'h', 0, 'a'));
    assertThat(value.kind()).isEqualTo("a sequence");
  }

  private static Pickled value(PickleBytes pickle) {
    return pickle.code(".").machine().next();
  }
}
