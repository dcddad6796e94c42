#!/bin/sh
# A library that is loaded when its first function is called: late.sh header|source LIST
# A LIST names the library (library, header, soname as the linker knows it, Debian package) and each function that is called.
# What a document doesn't need costs it neither milliseconds nor memory: libcups alone brings thirty other libraries.
set -eu
what=$1
list=$2
name=$(basename "$list" .list)
of() { sed -n "s/^$1 //p" "$list"; }
functions=$(sed -n 's/^  *//p' "$list")
case $what in
header)
    printf '/* made by late.sh from %s */\n#ifndef PACKWRIGHT_LATE_%s\n#define PACKWRIGHT_LATE_%s\n\n' "$name.list" "$name" "$name"
    printf '#include "packwright/attr.h"\n#include "packwright/error.h"\n\n'
    for header in $(of header); do printf '#include <%s>\n' "$header"; done
    printf '#include <stdatomic.h>\n\nstruct pw_late_%s {\n' "$name"
    for f in $functions; do printf '    __typeof__(%s) *%s;\n' "$f" "$f"; done
    printf '};\n/* NULL until it is loaded. */\nextern _Atomic(const struct pw_late_%s *) pw_late_%s_loaded;\n' "$name" "$name"
    printf '/** Load it now, to have an error where it is missing; its functions would end the program. Thread: any. */\n'
    printf 'PW_MUST_CHECK bool pw_late_%s_load(struct pw_error *err);\n' "$name"
    printf 'const struct pw_late_%s *pw_late_%s_must(void);\n' "$name" "$name"
    printf 'static inline const struct pw_late_%s *pw_late_%s(void)\n{\n' "$name" "$name"
    printf '    const struct pw_late_%s *l = atomic_load_explicit(&pw_late_%s_loaded, memory_order_acquire);\n' "$name" "$name"
    printf '    return l != NULL ? l : pw_late_%s_must();\n}\n\n' "$name"
    for f in $functions; do printf '#undef %s\n#define %s(...) (pw_late_%s()->%s(__VA_ARGS__))\n' "$f" "$f" "$name" "$f"; done
    printf '\n#endif\n'
    ;;
source)
    so=$(readlink -f "$(${CC:-cc} -print-file-name="lib$(of library).so")")
    soname=$(${OBJDUMP:-objdump} -p "$so" | sed -n 's/^ *SONAME *//p')
    printf '/* made by late.sh from %s */\n#include "late/%s.h"\n\n' "$name.list" "$name"
    printf '#include <dlfcn.h>\n#include <pthread.h>\n#include <stdio.h>\n#include <stdlib.h>\n\n'
    printf '_Atomic(const struct pw_late_%s *) pw_late_%s_loaded;\n' "$name" "$name"
    printf 'static struct pw_late_%s table;\nstatic struct pw_error failure;\nstatic pthread_once_t once = PTHREAD_ONCE_INIT;\n\n' "$name"
    printf 'static void load(void)\n{\n    static const struct {\n        const char *name;\n        void **where;\n    } functions[] = {\n'
    for f in $functions; do printf '        { "%s", (void **)(void *)&table.%s },\n' "$f" "$f"; done
    printf '    };\n    void *library = dlopen("%s", RTLD_LAZY | RTLD_LOCAL);\n' "$soname"
    printf '    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++)\n'
    printf '        if (library == NULL || (*functions[i].where = dlsym(library, functions[i].name)) == NULL) {\n'
    printf '            failure.code = PW_ERR_NOT_FOUND;\n'
    printf '            snprintf(failure.text, sizeof failure.text, "%%s; install %s", dlerror());\n            return;\n        }\n' "$(of package)"
    printf '    atomic_store_explicit(&pw_late_%s_loaded, &table, memory_order_release);\n}\n\n' "$name"
    printf 'bool pw_late_%s_load(struct pw_error *err)\n{\n    pthread_once(&once, load);\n' "$name"
    printf '    return pw_late_%s_loaded != NULL || pw_fail(err, failure.code, 0, "%%s", failure.text);\n}\n\n' "$name"
    printf 'const struct pw_late_%s *pw_late_%s_must(void)\n{\n    struct pw_error err;\n    if (!pw_late_%s_load(&err)) {\n' "$name" "$name" "$name"
    printf '        fprintf(stderr, "packwright: %%s\\n", err.text);\n        exit(1);\n    }\n    return &table;\n}\n'
    ;;
esac
