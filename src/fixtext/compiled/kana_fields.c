/* Fields of a text with kana of which all beyond ASCII has another reading: what EUC-JP and GBK share, as
   fixtext/encodings/shared_kana.py has it in numpy. */

#include "kana_fields.h"

/* What a text, or a field of one, has that matters here: whether all of it that is beyond ASCII has
   another reading, and how much of it changes. */
typedef struct {
    Py_ssize_t beyond, kana, others;
    int is_read;
} Row;

static const Row EMPTY_ROW = {0, 0, 0, 1};

static void
add_to_row(Row *row, const Row *other)
{
    row->beyond += other->beyond;
    row->kana += other->kana;
    row->others += other->others;
    row->is_read &= other->is_read;
}

static int
may_be_other(const Row *row)
{
    return row->is_read && row->kana > 0 && row->others > 0;
}

/* Add a character beyond ASCII to a row. */
static void
add_to_reading(Row *row, const Py_buffer *meant, uint32_t code)
{
    uint32_t other = code < (uint64_t)meant->len / 2 ? ((const uint16_t *)meant->buf)[code] : 0;
    row->beyond++;
    row->kana += code >= FIRST_KANA && code <= LAST_KANA;
    row->others += other != code;
    row->is_read &= other != 0;
}

int
may_be_read_otherwise(const Py_buffer *codes, const Py_buffer *meant, Py_ssize_t most)
{
    Row row = EMPTY_ROW, whole = EMPTY_ROW;
    for (Py_ssize_t place = 0; place <= codes_in(codes); place++) {
        uint32_t code = place < codes_in(codes) ? code_at(codes, place) : NEWLINE;
        if (code > 0x7F) {
            add_to_reading(&row, meant, code);
        }
        else if (code == ' ' || code == NEWLINE) {
            if (may_be_other(&row) && row.beyond <= most) {
                return 1;
            }
            add_to_row(&whole, &row);
            row = EMPTY_ROW;
        }
    }
    return may_be_other(&whole) && whole.beyond <= most;
}

/* Fields stand between spaces and line ends. */
static PyObject *
find_fields(const Py_buffer *codes, const Py_buffer *table, Py_ssize_t most)
{
    Py_ssize_t count = codes_in(codes), start = 0, looked_at = 0;
    Row row = EMPTY_ROW, whole = EMPTY_ROW;
    PyObject *fields = PyList_New(0);
    for (Py_ssize_t place = 0; fields != NULL && place <= count; place++) {
        uint32_t code = place < count ? code_at(codes, place) : '\n';
        if (code > 0x7F) {
            add_to_reading(&row, table, code);
            continue;
        }
        if (code != ' ' && code != '\n') {
            continue;
        }
        if (may_be_other(&row) && row.beyond <= most &&
            append_new(fields, Py_BuildValue("(nn)", start, place)) < 0) {
            Py_CLEAR(fields);
        }
        looked_at += row.beyond > 0;
        add_to_row(&whole, &row);
        row = EMPTY_ROW;
        start = place + 1;
    }
    int all_of_it = may_be_other(&whole) && whole.beyond <= most;
    return fields == NULL
               ? NULL
               : Py_BuildValue("(NnN)", fields, looked_at, PyBool_FromLong(all_of_it));
}

/* Arguments: the code points; what else each may be, uint16, 0 where nothing; and the most
   characters beyond ASCII of a field. */
PyObject *
fields_read(PyObject *module, PyObject *args)
{
    (void)module;
    PyObject *source, *meant, *found = NULL;
    Py_buffer codes, table;
    Py_ssize_t most;
    if (!PyArg_ParseTuple(args, "OOn:fields_read", &source, &meant, &most) ||
        open_array(source, &codes, "codes", 4, -1) < 0) {
        return NULL;
    }
    if (open_table(meant, &table, "meant", 2, -1, 0) == 0) {
        found = find_fields(&codes, &table, most);
        PyBuffer_Release(&table);
    }
    PyBuffer_Release(&codes);
    return found;
}
