/** What an instruction-set architecture declares: identity, processors, MMU, boards, boot. */
@NullMarked
package vmm.api.arch;

import org.jspecify.annotations.NullMarked;
