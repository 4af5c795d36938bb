package org.dashsweep.model.sdxl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.dashsweep.adapter.LinearLayer;
import org.dashsweep.file.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class UnetConfigTest {
  @Test
  void namesLayersAsDiffusersDoes() {
    UnetConfig config = MicroSdxl.unetConfig();
    List<LinearLayer> layers = config.linearLayers();

    assertThat(layers.stream().map(config::checkpointName))
        .contains(
            "down_blocks.1.attentions.0.transformer_blocks.1.attn2.to_k",
            "mid_block.attentions.0.proj_in",
            "up_blocks.1.attentions.1.transformer_blocks.0.ff.net.0.proj")
        .doesNotHaveDuplicates();
    assertThat(config.reduction()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "addition_embed_type | \"text\" | addition_embed_type must be text_time: \"text\"",
        "use_linear_projection | false | use_linear_projection must be true: false",
        "encoder_hid_dim | 4 | encoder_hid_dim is not implemented; it must be null or false: 4",
        "resnet_time_scale_shift | \"scale_shift\" | resnet_time_scale_shift must be default: \"scale_shift\"",
        "attention_head_dim | [2, 2] | attention_head_dim must be 3 whole numbers above 0: [2,2]",
        "up_block_types | [\"UpBlock2D\", \"UpBlock2D\", \"UpBlock2D\"] | up_block_types must be down_block_types in reverse order: [\"UpBlock2D\",\"UpBlock2D\",\"UpBlock2D\"]",
        "down_block_types | [\"AttnDownBlock2D\", \"DownBlock2D\", \"DownBlock2D\"] | down_block_types may hold CrossAttnDownBlock2D and DownBlock2D: [\"AttnDownBlock2D\",\"DownBlock2D\",\"DownBlock2D\"]"
      })
  void refusesWhatIsNotImplemented(String key, String value, String message) throws Exception {
    ObjectNode json = MicroSdxl.unetJson().deepCopy();
    json.set(key, Json.MAPPER.readTree(value));

    assertThatThrownBy(() -> UnetConfig.read("unet/config.json", json))
        .hasMessage("unet/config.json is not usable: " + message);
  }
}
