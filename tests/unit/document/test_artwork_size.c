/* What artwork says of its size. PDFs and PNGs are typed from their specifications; qpdf's are in tests/end-to-end. */
#include "document/artwork_size.h"
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static struct pw_um width, length;

static bool size_of(const void *bytes, size_t len)
{
    uint8_t *exact = pw_test_copy(bytes, len);
    width.um = length.um = -1;
    bool said = pw_artwork_size(pw_bytes_of(exact, len), 8, &width, &length);
    free(exact);
    return said;
}

static bool size_of_text(const char *text)
{
    return size_of(text, strlen(text));
}

TEST(a_pdfs_crop_box_is_its_size_else_its_media_box)
{
    CHECK(size_of_text("%PDF-1.4\n1 0 obj <</MediaBox\n[ 0 0\n288 432 ] >>"));
    CHECK_INT(width.um, 101600);
    CHECK_INT(length.um, 152400);
    CHECK(size_of_text("%PDF-1.4\n<</MediaBox[-10 -10 278 422]/CropBox [ 0 0 72.0 36.5 ]>>"));
    CHECK_INT(width.um, 25400);
    CHECK_INT(length.um, 12876);
    CHECK(size_of_text("%PDF-1.4\n<</MediaBox 7 0 R>> <</MediaBox [432 288 0 0]>>"));
    CHECK_INT(width.um, 152400);
}

TEST(a_pdf_without_a_sensible_box_says_nothing)
{
    static const char *const none[] = { "%PDF-1.4\n",
                                        "%PDF-1.4\n/MediaBox",
                                        "%PDF-1.4\n/MediaBox [",
                                        "%PDF-1.4\n/MediaBox [0 0 288",
                                        "%PDF-1.4\n/MediaBox [0 0 288 x]",
                                        "%PDF-1.4\n/MediaBox [0 0 0 0]",
                                        "%PDF-1.4\n/MediaBox [0 0 9999999999999999999999999 1]",
                                        "%PDF-1.4\n/MediaBox [0 0 1e9 1e9]",
                                        "%PDF-1.4\n/ObjStm stream\n" };
    for (size_t i = 0; i < PW_COUNT(none); i++)
        CHECK(!size_of_text(none[i]));
}

TEST(a_box_is_found_in_packed_objects_too)
{
    static const char object[] = "3 0 <</Type/Page/Parent 2 0 R/MediaBox[0 0 175.75 82.2]>>";
    uint8_t packed[200], file[600];
    uLongf len = sizeof packed;
    CHECK_INT(compress(packed, &len, (const Bytef *)object, sizeof object), Z_OK);
    size_t n = (size_t)snprintf((char *)file, sizeof file,
                                "%%PDF-1.5\n5 0 obj <</Type/ObjStm/N 1/First 4/Filter/FlateDecode"
                                "/Length %lu>>stream\r\n",
                                len);
    memcpy(file + n, packed, len);
    CHECK(size_of(file, n + len));
    CHECK_INT(width.um, 62001);
    CHECK_INT(length.um, 28998);
    for (size_t cut = 0; cut < n + len; cut++)
        (void)size_of(file, cut);
    file[n + 2] ^= 0xff;
    CHECK(!size_of(file, n + 4));
}

static size_t png(uint8_t *out, uint32_t w, uint32_t h, uint32_t per_m)
{
    const uint8_t head[] = { 0x89,
                             'P',
                             'N',
                             'G',
                             '\r',
                             '\n',
                             0x1a,
                             '\n',
                             0,
                             0,
                             0,
                             13,
                             'I',
                             'H',
                             'D',
                             'R',
                             0,
                             0,
                             (uint8_t)(w >> 8),
                             (uint8_t)w,
                             0,
                             0,
                             (uint8_t)(h >> 8),
                             (uint8_t)h,
                             1,
                             0,
                             0,
                             0,
                             0,
                             0,
                             0,
                             0,
                             0 };
    const uint8_t phys[] = {
        0, 0, 0, 9, 'p', 'H', 'Y', 's', 0, 0, (uint8_t)(per_m >> 8), (uint8_t)per_m, 0, 0, (uint8_t)(per_m >> 8), (uint8_t)per_m,
        1, 0, 0, 0, 0
    };
    const uint8_t end[21] = { 0, 0, 0, 0, 'I', 'D', 'A', 'T' };
    memcpy(out, head, sizeof head);
    memcpy(out + sizeof head, phys, sizeof phys);
    memcpy(out + sizeof head + sizeof phys, end, sizeof end);
    return sizeof head + sizeof phys + sizeof end;
}

TEST(a_png_is_measured_at_its_resolution_and_a_screens_is_none)
{
    uint8_t file[200];
    CHECK(size_of(file, png(file, 1200, 1800, 11811))); /* 300 dpi */
    CHECK_INT(width.um, 101600);
    CHECK_INT(length.um, 152400);
    CHECK(size_of(file, png(file, 812, 1218, 3780))); /* 96 dpi: dots of the printer */
    CHECK_INT(width.um, 101500);
    CHECK_INT(length.um, 152250);
    CHECK(!size_of(file, png(file, 0, 0, 11811)));
    size_t len = png(file, 812, 1218, 8000);
    for (size_t cut = 0; cut < len; cut++)
        (void)size_of(file, cut);
    memset(file + 33, 0xff, 4); /* a chunk longer than the file */
    CHECK(size_of(file, len));
}

TEST(a_zpl_label_says_its_width_and_perhaps_its_length)
{
    CHECK(size_of_text("^XA^LL1218^PW812^XZ^XA^PW100^XZ"));
    CHECK_INT(width.um, 101500);
    CHECK_INT(length.um, 152250);
    CHECK(size_of_text("\n^xa^pw400^fdx^fs^xz"));
    CHECK_INT(width.um, 50000);
    CHECK_INT(length.um, 0);
    CHECK(!size_of_text("^XA^LL1218^XZ"));
    CHECK(!size_of_text("^XA^FDno size^FS^XZ"));
    CHECK(!size_of_text("^XA^PW^XZ"));
    CHECK(!size_of_text("^XA^PW99999999999999999999999999999^XZ"));
    CHECK(!size_of_text("hello"));
}
