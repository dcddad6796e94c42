#include "registry.h"

#include "printer/cups.h"
#include "printer/file.h"
#include "printer/serial.h"
#include "printer/tcp.h"
#include "printer/usb.h"
#include "scale/pipe.h"
#include "scale/serial.h"
#include "scale/usb_hid.h"
#include "scanner/hid_keyboard.h"
#include "scanner/pipe.h"
#include "scanner/serial.h"
#include "scanner/tcp.h"
#include "sim/sim.h"

#include <stddef.h>
#include <string.h>

const struct pw_scanner_impl *const pw_scanner_impls[] = {
    &pw_scanner_serial, &pw_scanner_usb_hid, &pw_scanner_tcp, &pw_scanner_pipe, &pw_sim_scanner_impl, NULL,
};

const struct pw_scale_impl *const pw_scale_impls[] = { &pw_scale_serial, &pw_scale_pipe, &pw_scale_usb_hid, NULL };

const struct pw_transport_impl *const pw_transport_impls[] = {
    &pw_transport_tcp,
    &pw_transport_usb,
    &pw_transport_serial,
    &pw_transport_cups,
    &pw_transport_file,
    &pw_sim_printer_impl,
    NULL,
};

const struct pw_language *const pw_languages[] = {
    &pw_language_escpos, &pw_language_zpl, &pw_language_tspl, &pw_language_epl, &pw_language_pdf, NULL,
};

const struct pw_scanner_impl *pw_scanner_impl_find(const char *name)
{
    for (const struct pw_scanner_impl *const *i = pw_scanner_impls; *i != NULL; i++)
        if (strcmp((*i)->name, name) == 0)
            return *i;
    return NULL;
}

const struct pw_scale_impl *pw_scale_impl_find(const char *name)
{
    for (const struct pw_scale_impl *const *i = pw_scale_impls; *i != NULL; i++)
        if (strcmp((*i)->name, name) == 0)
            return *i;
    return NULL;
}

const struct pw_transport_impl *pw_transport_impl_find(const char *scheme)
{
    for (const struct pw_transport_impl *const *i = pw_transport_impls; *i != NULL; i++)
        if (strcmp((*i)->scheme, scheme) == 0)
            return *i;
    return NULL;
}

const struct pw_language *pw_language_find(const char *name)
{
    for (const struct pw_language *const *i = pw_languages; *i != NULL; i++)
        if (strcmp((*i)->name, name) == 0)
            return *i;
    return NULL;
}
