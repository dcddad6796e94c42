#include "codepage.h"

/* Blanks of other widths print as blanks. */
static uint32_t as_printed(uint32_t scalar)
{
    return scalar == 0xA0 || scalar == 0x2007 || scalar == 0x2009 || scalar == 0x202F ? ' ' : scalar;
}

uint8_t pw_codepage_byte(const struct pw_codepage *page, uint32_t scalar)
{
    scalar = as_printed(scalar);
    if (scalar < 0x7F)
        return scalar >= 0x20 ? (uint8_t)scalar : 0;
    if (scalar < 0xA1 || scalar > 0xFFFF)
        return 0;
    for (size_t i = 0; i < 128; i++)
        if (page->upper[i] == scalar)
            return (uint8_t)(0x80 + i);
    return 0;
}
