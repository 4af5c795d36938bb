/** What a model name means: bundled models, directories, remote files. */
@NullMarked
package org.dashsweep.source;

import org.jspecify.annotations.NullMarked;
