#include "packwright/device.h"

const char *pw_link_name(enum pw_link link)
{
    switch (link) {
    case PW_LINK_MISSING:
        return "missing";
    case PW_LINK_CONNECTING:
        return "connecting";
    case PW_LINK_READY:
        return "ready";
    case PW_LINK_FAILED:
        return "failed";
    }
    return "unknown";
}
