/* What a guest is told about its hart. Left out: the H extension and vectors,
 * which guests do not get, and what henvcfg keeps from them. */
#include "isa.h"

#include "fdt.h"
#include "riscv.h"
#include "string.h"
#include "vm.h"

/* Extensions that need a henvcfg bit. */
static const struct {
	const char *name;
	uint64_t henvcfg;
} gated[] = {
	{ "sstc", ENVCFG_STCE },    { "svadu", ENVCFG_ADUE },
	{ "svpbmt", ENVCFG_PBMTE }, { "zicboz", ENVCFG_CBZE },
	{ "zicbom", ENVCFG_CBCFE },
};

/* Prefixes of what belongs to M-mode, to HS-mode, or to state that is not
 * switched between guests. */
static const char *const hidden[] = {
	"sm", "sh", "ssaia", "ssstateen", "sscofpmf", "ssctr", "zve", "zvl",
	"zvb", "zvk", "zvf",
};

static bool is_word(const char *word, size_t length, const char *name)
{
	return strlen(name) == length && strncmp(word, name, length) == 0;
}

static bool may_use(const struct vm *vm, const char *word, size_t length)
{
	if (length == 1)
		return *word != 'h' && *word != 'v';
	for (size_t i = 0; i < sizeof(hidden) / sizeof(hidden[0]); i++)
		if (strncmp(word, hidden[i], strlen(hidden[i])) == 0)
			return false;
	for (size_t i = 0; i < sizeof(gated) / sizeof(gated[0]); i++)
		if (is_word(word, length, gated[i].name))
			return (vm->henvcfg & gated[i].henvcfg) != 0;
	return true;
}

bool isa_string(const struct vm *vm, char *to, size_t size)
{
	const char *isa = fdt_text(&machine.fdt, machine.cpu, "riscv,isa");
	char *end = to + size - 1;

	if (isa == NULL || strlen(isa) >= size)
		return false;
	/* "rv64", single letters, then words with an underscore each. */
	for (; *isa != '\0' && *isa != '_'; isa++)
		if ((isa[0] >= '0' && isa[0] <= '9') || isa[0] == 'r' ||
		    (isa[0] == 'v' && isa[1] == '6') || may_use(vm, isa, 1))
			*to++ = *isa;
	while (*isa == '_') {
		size_t length = 1;

		while (isa[length] != '\0' && isa[length] != '_')
			length++;
		if (may_use(vm, isa + 1, length - 1) &&
		    (size_t)(end - to) >= length) {
			memcpy(to, isa, length);
			to += length;
		}
		isa += length;
	}
	*to = '\0';
	return true;
}

uint64_t isa_letters(const struct vm *vm)
{
	char isa[512];
	uint64_t letters = 0;

	if (!isa_string(vm, isa, sizeof(isa)))
		return 0;
	for (const char *at = isa + strlen("rv64"); *at >= 'a' && *at <= 'z'; at++)
		letters |= BIT(*at - 'a');
	return letters;
}

size_t isa_list(const struct vm *vm, char *to, size_t size)
{
	struct fdt_property list;
	size_t written = 0;

	if (!fdt_property(&machine.fdt, machine.cpu, "riscv,isa-extensions",
			  &list))
		return 0;
	for (uint32_t at = 0; at < list.size;) {
		const char *word = (const char *)list.data + at;
		size_t length = strnlen(word, list.size - at);

		at += (uint32_t)length + 1;
		if (!may_use(vm, word, length) || written + length + 1 > size)
			continue;
		memcpy(to + written, word, length);
		to[written + length] = '\0';
		written += length + 1;
	}
	return written;
}
