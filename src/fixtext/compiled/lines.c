/* Lines of a text as bytes of a single-byte codec, or of one in which each character is one byte or a
   pair: fixtext/encodings/strictly.py has it in numpy. */

#include "loops.h"

typedef struct {
    const uint16_t *to_bytes;
    Py_ssize_t known;
} Table;

/* The byte of a code point, -1 where there is none. */
static inline int
byte_of(const Table *table, uint32_t code)
{
    Py_ssize_t place = code < (uint64_t)table->known ? (Py_ssize_t)code : table->known - 1;
    unsigned byte = table->to_bytes[place];
    return code == 0 ? 0 : byte == 0 || byte > 0xFF ? -1 : (int)byte;
}

/* Write the bytes of a text, and put on the list where the lines begin and end that are not all ASCII
   and that have a byte for each character. */
static int
write_lines(const Py_buffer *codes, const Table *table, uint8_t *data, Numbers *found)
{
    Py_ssize_t count = codes_in(codes);
    for (Py_ssize_t place = 0, start = 0; start <= count; start = place + 1) {
        uint32_t beyond = 0;
        int absent = 0;
        for (place = start; place < count; place++) {
            uint32_t code = code_at(codes, place);
            if (code == '\n') {
                data[place] = '\n';
                break;
            }
            int byte = byte_of(table, code);
            absent |= byte;
            beyond |= code;
            data[place] = (uint8_t)(byte < 0 ? 0 : byte);
        }
        if (absent >= 0 && beyond > 0x7F &&
            (add_number(found, start) < 0 || add_number(found, place) < 0)) {
            return -1;
        }
    }
    return 0;
}

/* Write the bytes of the lines that are not all ASCII and of which each character beyond it is a pair,
   with line ends between them, and put on the list where they begin and end in the text; last, how many
   bytes they are. */
static int
write_pairs(const Py_buffer *codes, const Table *table, uint8_t *data, Numbers *found)
{
    Py_ssize_t count = codes_in(codes), size = 0;
    for (Py_ssize_t place = 0, start = 0; start <= count; start = place + 1) {
        uint8_t *line = data + size;
        uint32_t beyond = 0;
        int absent = 0;
        if (found->count > 0) {
            *line++ = '\n'; /* there was one behind the line before */
        }
        for (place = start; place < count; place++) {
            uint32_t code = code_at(codes, place);
            if (code == '\n') {
                break;
            }
            Py_ssize_t known = code < (uint64_t)table->known ? (Py_ssize_t)code : table->known - 1;
            unsigned pair = table->to_bytes[known];
            absent |= code > 0x7F && pair <= 0xFF;
            beyond |= code;
            *line = (uint8_t)(pair >> 8);
            line += pair > 0xFF;
            *line++ = (uint8_t)pair;
        }
        if (!absent && beyond > 0x7F) {
            size = line - data;
            if (add_number(found, start) < 0 || add_number(found, place) < 0) {
                return -1;
            }
        }
    }
    return add_number(found, size);
}

typedef int Write(const Py_buffer *codes, const Table *table, uint8_t *data, Numbers *found);

/* Starts and ends of lines, int64, as bytes, which are written with so many for a character at most. */
static PyObject *
lines_with(Write *write, int most, PyObject *args)
{
    static const ArrayKind kinds[] = {
        {"codes", 4, -1, READ_ANYWHERE}, {"to_bytes", 2, -1}, {"data", 1, -1, WRITTEN}};
    Py_buffer views[3];
    if (open_arguments(args, kinds, 3, views) < 0) {
        return NULL;
    }
    Table table = {views[1].buf, views[1].len / 2};
    if (!has_items(&views[2], kinds[2].name, most * codes_in(&views[0]))) {
        close_arrays(views, 3);
        return NULL;
    }
    if (table.known == 0) {
        PyErr_SetString(PyExc_ValueError, "to_bytes is empty");
        close_arrays(views, 3);
        return NULL;
    }
    Numbers found = {NULL, 0, 0};
    int failed;
    Py_BEGIN_ALLOW_THREADS
    failed = write(&views[0], &table, views[2].buf, &found);
    Py_END_ALLOW_THREADS
    close_arrays(views, 3);
    return taken_numbers(&found, failed);
}

/* Arguments: code points, uint32 (n,); bytes by code point, uint16 (m,), the last for all above;
   bytes to write to, uint8 (n,). Starts and ends of lines, int64, as bytes. */
PyObject *
written_lines(PyObject *module, PyObject *args)
{
    (void)module;
    return lines_with(write_lines, 1, args);
}

/* The same with bytes to write to, uint8 (2 * n,); last, how many of them were written. */
PyObject *
written_pairs(PyObject *module, PyObject *args)
{
    (void)module;
    return lines_with(write_pairs, 2, args);
}
