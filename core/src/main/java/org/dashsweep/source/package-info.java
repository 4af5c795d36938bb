/** Sources that a model name refers to: bundled models, directories, remote files. */
@NullMarked
package org.dashsweep.source;

import org.jspecify.annotations.NullMarked;
