/* Words inside properties: bootargs, and the extensions of a hart ("RISC-V
 * harts" of the Linux device tree bindings: riscv,isa and
 * riscv,isa-extensions). */
#include "fdt.h"
#include "string.h"

bool fdt_has_word(const char *list, const char *word)
{
	size_t length = strlen(word);

	while (list != NULL && *list != '\0') {
		size_t end = 0;

		while (list[end] != '\0' && list[end] != ' ')
			end++;
		if (end == length && strncmp(list, word, length) == 0)
			return true;
		list += end;
		while (*list == ' ')
			list++;
	}
	return false;
}

bool fdt_isa_has(const char *isa, const char *extension)
{
	size_t length = strlen(extension);

	if (isa == NULL || strncmp(isa, "rv", 2) != 0)
		return false;
	const char *c = isa + 2;
	while (*c >= '0' && *c <= '9')
		c++;
	for (; *c != '\0' && *c != '_'; c++)
		if (length == 1 && *c == extension[0])
			return true;
	while (*c == '_') {
		size_t end = 1;

		while (c[end] != '\0' && c[end] != '_')
			end++;
		if (end - 1 == length && strncmp(c + 1, extension, length) == 0)
			return true;
		c += end;
	}
	return false;
}

bool fdt_cpu_has(const struct fdt *fdt, fdt_node cpu, const char *extension)
{
	return fdt_isa_has(fdt_text(fdt, cpu, "riscv,isa"), extension) ||
	       fdt_strings_have(fdt, cpu, "riscv,isa-extensions", extension);
}
