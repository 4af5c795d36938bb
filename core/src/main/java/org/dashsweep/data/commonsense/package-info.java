/**
 * The paper's commonsense reasoning data: eight sets of questions, their prompts and answers.
 *
 * <p>Files, prompts and extraction come from LLM-Adapters (Hu et al., arXiv 2304.01933); DoRA's and
 * LoRA-Dash's authors took them over.
 */
@NullMarked
package org.dashsweep.data.commonsense;

import org.jspecify.annotations.NullMarked;
