/* The lists of drivers. Nothing else names a driver; adding one is one new file and one line in registry.c. */
#ifndef PACKWRIGHT_REGISTRY_H
#define PACKWRIGHT_REGISTRY_H

#include "packwright/language.h"
#include "packwright/scale.h"
#include "packwright/scanner.h"
#include "packwright/transport.h"

/* NULL-terminated. */
extern const struct pw_scanner_impl *const pw_scanner_impls[];
extern const struct pw_scale_impl *const pw_scale_impls[];
extern const struct pw_transport_impl *const pw_transport_impls[];
extern const struct pw_language *const pw_languages[];

const struct pw_scanner_impl *pw_scanner_impl_find(const char *name);
const struct pw_scale_impl *pw_scale_impl_find(const char *name);
const struct pw_transport_impl *pw_transport_impl_find(const char *scheme);

#endif
