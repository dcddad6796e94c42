/*
 * Plays a fuzz corpus back without a fuzzer: each file of tests/fuzz/corpus/NAME, whole and cut in a few places, then nothing at
 * all. NAME comes from the program's own: play_NAME. What was fed last stands on the last line when the target stops the program.
 */
#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of its own, so that one byte past the end is caught. */
static void feed(const char *name, const uint8_t *data, size_t size)
{
    uint8_t *exact = malloc(size == 0 ? 1 : size);
    if (exact == NULL)
        abort();
    if (size != 0)
        memcpy(exact, data, size);
    printf("feeds %zu bytes of %s\n", size, name);
    fflush(stdout);
    LLVMFuzzerTestOneInput(exact, size);
    free(exact);
}

static size_t feed_file(const char *folder, const char *name)
{
    static uint8_t data[1 << 20];
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    FILE *f = fopen(path, "rb");
    if (f == NULL) {
        perror(path);
        exit(1);
    }
    size_t size = fread(data, 1, sizeof data, f);
    fclose(f);
    feed(name, data, size);
    for (size_t part = 1; part < 8 && size >= 8; part++)
        feed(name, data, size * part / 8);
    for (size_t cut = 1; cut <= 3 && cut < size; cut++)
        feed(name, data, size - cut);
    return 1;
}

int main(int argc, char **argv)
{
    const char *slash = strrchr(argv[0], '/'), *self = slash == NULL ? argv[0] : slash + 1;
    const char *name = strncmp(self, "play_", 5) == 0 ? self + 5 : self;
    char folder[512];
    snprintf(folder, sizeof folder, "%s/%s", argc > 1 ? argv[1] : "tests/fuzz/corpus", name);
    DIR *dir = opendir(folder);
    if (dir == NULL) {
        printf("not ok - %s: there is no corpus %s\n", self, folder);
        return 1;
    }
    size_t files = 0;
    for (struct dirent *e; (e = readdir(dir)) != NULL;)
        if (e->d_name[0] != '.')
            files += feed_file(folder, e->d_name);
    closedir(dir);
    feed("nothing", (const uint8_t *)"", 0);
    printf("%s - %s: %zu files of its corpus played back\n", files == 0 ? "not ok" : "ok", self, files);
    return files == 0 ? 1 : 0;
}
