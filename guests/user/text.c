/* Errors in words, numbers out of words. */
#include "user.h"

const char *error_text(long error)
{
	switch (-error) {
#define ERROR_TEXT(name, number, text) \
	case number:                   \
		return text;
		ERRORS(ERROR_TEXT)
#undef ERROR_TEXT
	default:
		return "unknown error";
	}
}

bool parse_number(const char *text, long *number)
{
	bool negative = *text == '-';
	long value = 0;

	text += negative;
	if (*text == '\0')
		return false;
	for (; *text != '\0'; text++) {
		if (*text < '0' || *text > '9')
			return false;
		value = value * 10 + (*text - '0');
	}
	*number = negative ? -value : value;
	return true;
}
