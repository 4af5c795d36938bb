package org.dashsweep.trial.dreambooth;

import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.dashsweep.data.DataException;
import org.dashsweep.data.StableHash;
import org.dashsweep.data.dreambooth.Subject;
import org.dashsweep.data.dreambooth.SubjectPhotos;
import org.dashsweep.data.dreambooth.SubjectPrompts;
import org.dashsweep.source.Locations;

/**
 * The photos and prompts of a trial, as its sweep names them. Reads headers of photos alone, until
 * somebody decodes one.
 */
record DreamboothInputs(DreamboothSettings settings, Locations locations) {
  /** The authors' prompts. */
  static final String PAPER = "paper";

  /** The data set's prompts. */
  static final String DREAMBOOTH = "dreambooth";

  private static final List<String> PLACEHOLDERS = List.of("{subject}", "{}");

  /** All subjects' photos. */
  SubjectPhotos photos() {
    return SubjectPhotos.of(settings.photos(), place(settings.photos()));
  }

  /** The subject that is learned. */
  Subject subject() {
    return photos().subject(settings.subject());
  }

  /** The subject behind it in the order of names, whose photos are a lower bound. */
  Optional<Subject> other() {
    SubjectPhotos photos = photos();
    List<String> names = photos.names();
    int index = names.indexOf(settings.subject());
    return names.size() < 2
        ? Optional.empty()
        : Optional.of(photos.subject(names.get((index + 1) % names.size())));
  }

  /** The pictures of the class, if there are to be any. */
  Optional<Subject> ofClass() {
    return settings
        .classPhotos()
        .map(
            name -> {
              SubjectPhotos photos = SubjectPhotos.of(name, place(name));
              if (photos.names().size() != 1) {
                throw new DataException(
                    name, "holds several folders; name one folder of pictures of the class");
              }
              return photos.subject(photos.names().get(0));
            });
  }

  /** The prompts that pictures are sampled for. */
  List<String> prompts() {
    SubjectPhotos photos = photos();
    String named = settings.prompts();
    SubjectPrompts prompts =
        switch (named) {
          case PAPER -> SubjectPrompts.paper();
          case DREAMBOOTH -> SubjectPrompts.dreambooth(photos);
          default -> SubjectPrompts.file(named, place(named));
        };
    List<String> all = prompts.of(photos.subject(settings.subject()), settings.token());
    if (all.size() > NoiseSeeds.MOST_PROMPTS) {
      throw new DataException(
          settings.prompts(),
          String.format(
              Locale.ROOT, "has %d prompts; %d are the most", all.size(), NoiseSeeds.MOST_PROMPTS));
    }
    return all;
  }

  /** The text that photos are trained with; empty if none are. */
  Optional<String> instancePrompt() {
    return settings
        .instancePrompt()
        .map(
            prompt -> {
              String filled = prompt;
              for (String placeholder : PLACEHOLDERS) {
                filled = filled.replace(placeholder, subject().words(settings.token()));
              }
              return filled;
            });
  }

  /** The text that pictures of the class are trained with. */
  String classPrompt() {
    return settings.classPrompt().orElseGet(() -> "a photo of " + subject().classWord());
  }

  /** Identifies everything that a trial reads but its models. */
  String fingerprint() {
    MessageDigest digest = StableHash.sha256();
    StableHash.update(digest, subject().fingerprint());
    instancePrompt().ifPresent(prompt -> StableHash.update(digest, prompt));
    prompts().forEach(prompt -> StableHash.update(digest, prompt));
    other().ifPresent(subject -> StableHash.update(digest, subject.fingerprint()));
    ofClass()
        .ifPresent(
            subject -> {
              StableHash.update(digest, subject.fingerprint());
              StableHash.update(digest, classPrompt());
            });
    return HexFormat.of().formatHex(digest.digest());
  }

  /** SHA-256 of some texts. */
  static String hash(List<String> texts) {
    MessageDigest digest = StableHash.sha256();
    texts.forEach(text -> StableHash.update(digest, text));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A folder or file beside the sweep file, or else below the directory of data. */
  private Path place(String name) {
    Locations.Lookup beside = locations.described(name);
    if (beside.found()) {
      return beside.path();
    }
    Locations.Lookup below = locations.data(name);
    if (!below.found()) {
      throw new DataException(
          name,
          String.format(
              Locale.ROOT,
              "is not here: looked for %s and %s; --data DIR says where else to look",
              beside.places(),
              below.places()));
    }
    return below.path();
  }
}
