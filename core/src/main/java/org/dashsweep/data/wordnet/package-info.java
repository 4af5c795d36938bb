/** Classification tasks built from the nouns of WordNet 3.1. */
@NullMarked
package org.dashsweep.data.wordnet;

import org.jspecify.annotations.NullMarked;
