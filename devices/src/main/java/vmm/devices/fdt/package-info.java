/**
 * Flattened device trees: the description of a board that boot loaders hand to kernels (Devicetree
 * Specification 0.4).
 */
@NullMarked
package vmm.devices.fdt;

import org.jspecify.annotations.NullMarked;
