/** Rules about the project itself: what its modules and sources may know of each other. */
package vmm.rules;
