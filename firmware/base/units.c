#include "packwright/units.h"

struct pw_dots pw_dots_from_um(struct pw_um length, int dots_per_mm)
{
    int64_t scaled = (int64_t)length.um * dots_per_mm;
    int64_t half = scaled >= 0 ? 500 : -500;
    return (struct pw_dots){ (int32_t)((scaled + half) / 1000) };
}

struct pw_um pw_um_from_dots(struct pw_dots dots, int dots_per_mm)
{
    return (struct pw_um){ (int32_t)((int64_t)dots.dots * 1000 / dots_per_mm) };
}

int pw_dots_per_mm(int dpi)
{
    switch (dpi) {
    case 203:
        return 8;
    case 300:
    case 305:
        return 12;
    case 600:
    case 610:
        return 24;
    default:
        return 0;
    }
}
