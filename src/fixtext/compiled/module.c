/* The module fixtext.compiled._loops. */

#include "loops.h"

static int
add_types(PyObject *module)
{
    PyType_Spec *const specs[] = {&scorer_spec,    &screen_spec,      &quick_look_spec,
                                  &alphabets_spec, &traits_spec,      &double_byte_spec,
                                  &phrases_spec,   &forms_spec,       &leftovers_spec,
                                  &long_leftovers_spec, &page_look_spec};
    for (size_t place = 0; place < sizeof(specs) / sizeof(specs[0]); place++) {
        PyObject *type = PyType_FromModuleAndSpec(module, specs[place], NULL);
        if (type == NULL) {
            return -1;
        }
        int failed = PyModule_AddType(module, (PyTypeObject *)type);
        Py_DECREF(type);
        if (failed < 0) {
            return -1;
        }
    }
    return 0;
}

static PyMethodDef methods[] = {
    {"add_scripts", add_scripts, METH_VARARGS,
     "Add up what the characters of each line cost in each script, and count them."},
    {"alike_regions", alike_regions, METH_VARARGS,
     "Write which of the distinct regions of bytes each of several is; how many these are."},
    {"blocks_of_lines", blocks_of_lines, METH_VARARGS,
     "Where blocks of whole lines begin that have so many characters of a mask."},
    {"beyond_ascii", beyond_ascii, METH_O, "How many code points are beyond ASCII."},
    {"code_points", code_points, METH_O, "The code points of a str: uint32, as bytes."},
    {"count_characters", count_characters, METH_O,
     "The different code points, each with how many there are of it: int64, as bytes."},
    {"count_flags", count_flags, METH_VARARGS,
     "How many of some code points have each of eight flags."},
    {"glance", glance, METH_VARARGS,
     "The classes of a text's characters, and the signs of what stands beside what in it."},
    {"glance_by_blocks", glance_by_blocks, METH_VARARGS,
     "The same of a long text, and of each block of it."},
    {"has_enough", has_enough, METH_VARARGS,
     "Whether so many of some code points have a flag."},
    {"fields_read", fields_read, METH_VARARGS,
     "The fields of a text with kana of which all beyond ASCII has another reading."},
    {"keep_open", keep_open, METH_O, "A decoder with its tables kept open."},
    {"keep_tries_open", keep_tries_open, METH_O,
     "All routes by which a short text is searched, with their tables kept open."},
    {"keep_ways_open", keep_ways_open, METH_O, "All ways, with their tables kept open."},
    {"line_ends", line_ends, METH_VARARGS,
     "The line ends between lines that are not blank; a code point whose cells are not known."},
    {"line_widths", line_widths, METH_VARARGS,
     "How many lines end between letters, are short, or are alike; and rows of lines of one character."},
    {"line_breaks", line_breaks, METH_O, "Where the line feeds are: int64, as bytes."},
    {"lonely", lonely, METH_O,
     "Where ideographs stand at a Latin word, far from all others."},
    {"mark_code_lines", mark_code_lines, METH_VARARGS,
     "Write of places of a text whether their lines may be source code."},
    {"mark_words", mark_words, METH_VARARGS,
     "Write of parts of a text whether they may have one of some words."},
    {"mark_eligible", mark_eligible, METH_VARARGS,
     "Write where damage is looked for in traditional text, and count what speaks for such."},
    {"most_of_blocks", most_of_blocks, METH_VARARGS,
     "The most bits that the line ends of a text's blocks tell, if that is known."},
    {"most_of_widths", most_of_widths, METH_VARARGS,
     "The most bits that the widths of a text's lines tell, if none are set apart."},
    {"measured_lines", measured_lines, METH_O, "Where lines end, and their cells: int64, as bytes."},
    {"references", references, METH_VARARGS,
     "HTML's references in parts of a text, and the first of each that are written alike."},
    {"rich_rows", rich_rows, METH_VARARGS,
     "Starts and ends of rows of characters with a flag, in which enough speak for it."},
    {"set_likely_pairs", set_likely_pairs, METH_VARARGS,
     "Set the bit of the hash of each pair that the model finds likely enough."},
    {"surprise", surprise, METH_VARARGS,
     "Write how surprising characters are, and how weakly, by their units and traits."},
    {"high_stretches", high_stretches, METH_VARARGS,
     "The stretches of a text whose gains add up: start, end and gain of each."},
    {"best_path", best_path, METH_VARARGS,
     "The cheapest way through damaged bytes: start, end and operation of each step."},
    {"best_stretches", best_stretches, METH_VARARGS,
     "The stretches that make the sum of gains less borders the greatest: starts, ends, gains."},
    {"marginals", marginals, METH_VARARGS,
     "Write how probable the options of gaps are among the best ways: options, shares, how many."},
    {"mixture", mixture, METH_VARARGS,
     "Write what each character of a text costs more since it mixes scripts in a word."},
    {"utf8_runs", utf8_runs, METH_VARARGS,
     "Where two characters of UTF-8 or more stand in a row: start and end of each."},
    {"ways_to_fill", ways_to_fill, METH_VARARGS,
     "What the holes in some bytes of UTF-8 can have been: texts, and what each costs."},
    {"written_lines", written_lines, METH_VARARGS,
     "Write a text's bytes in a single-byte codec; starts and ends of the lines that have some."},
    {"written_pairs", written_pairs, METH_VARARGS,
     "Write the bytes of the lines of which each character is a byte or a pair, and list these."},
    {NULL, NULL, 0, NULL},
};

static PyModuleDef_Slot slots[] = {
    {Py_mod_exec, add_types},
    {0, NULL},
};

static struct PyModuleDef definition = {
    PyModuleDef_HEAD_INIT,
    .m_name = "fixtext.compiled._loops",
    .m_doc = "Loops over characters, compiled.",
    .m_methods = methods,
    .m_slots = slots,
};

PyMODINIT_FUNC
PyInit__loops(void)
{
    return PyModuleDef_Init(&definition);
}
