#!/bin/sh
# Makes the C file that puts the given files into the program: embed.sh FILE... >embed.c
# A file's name inside is its path without "firmware/".
set -eu
printf '/* made by embed.sh */\n#include "base/embed.h"\n'
i=0
for f; do
    printf '__asm__(".section .rodata\\n.balign 8\\nembed_%d:\\n.incbin \\"%s\\"\\nembed_%d_end:\\n.byte 0\\n.previous\\n");\n' $i "$f" $i
    printf 'extern const unsigned char embed_%d[] __attribute__((visibility("hidden"))), embed_%d_end[] __attribute__((visibility("hidden")));\n' $i $i
    i=$((i + 1))
done
printf 'const struct pw_embedded pw_embedded_files[] = {\n'
i=0
for f; do
    printf '    { "%s", embed_%d, embed_%d_end },\n' "${f#firmware/}" $i $i
    i=$((i + 1))
done
printf '    { 0, 0, 0 },\n};\n'
