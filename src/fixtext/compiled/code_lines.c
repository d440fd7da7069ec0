/* Lines that may be source code: fixtext/escapes/context.py has patterns that tell which of them are. */

#include "loops.h"

/* A line between two places of a text; what is beyond its ends is zero here. */
typedef struct {
    const Py_buffer *codes;
    Py_ssize_t start, end;
} Line;

static const char *const words[] = {
    "import", "from",   "def",  "class",   "var",    "let",  "const",  "public", "private",
    "static", "fn",     "func", "return",  "elif",   "print", "echo",  "console", "assert",
    "sed",    "grep",   "perl", "awk",     "tr",
};

static inline uint32_t
in_line(const Line *line, Py_ssize_t place)
{
    return place >= line->start && place < line->end ? code_at(line->codes, place) : 0;
}

/* What `\s` matches. */
static inline int
is_space(uint32_t code)
{
    if (code < 0x80) {
        return code == ' ' || (code >= 0x09 && code <= 0x0D) || (code >= 0x1C && code <= 0x1F);
    }
    return code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
           code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
}

static inline int
is_quote(uint32_t code)
{
    return code == '"' || code == '\'';
}

/* The letters before a string of Python that say of which type it is. */
static inline int
is_prefix(uint32_t code)
{
    uint32_t small = code | 0x20;
    return small == 'b' || small == 'u' || small == 'r' || small == 'f';
}

static Py_ssize_t
behind_spaces(const Line *line, Py_ssize_t place)
{
    while (place < line->end && is_space(code_at(line->codes, place))) {
        place++;
    }
    return place;
}

/* Whether a string begins here, with a prefix or without. */
static int
begins_string(const Line *line, Py_ssize_t place)
{
    int letters = 0;
    while (letters < 2 && is_prefix(in_line(line, place + letters))) {
        letters++;
    }
    for (; letters >= 0; letters--) {
        uint32_t code = in_line(line, place + letters);
        if (is_quote(code) || code == '`') {
            return 1;
        }
    }
    return 0;
}

static int
begins_with_word(const Line *line, Py_ssize_t place)
{
    for (size_t word = 0; word < sizeof words / sizeof words[0]; word++) {
        const char *letter = words[word];
        Py_ssize_t next = place;
        while (*letter != 0 && in_line(line, next) == (uint32_t)*letter) {
            letter++;
            next++;
        }
        if (*letter == 0) {
            return 1;
        }
    }
    return 0;
}

static int
may_begin_as_code(const Line *line)
{
    Py_ssize_t place = behind_spaces(line, line->start);
    uint32_t first = in_line(line, place), second = in_line(line, place + 1);
    switch (first) {
    case '>':
    case '.':
        return second == first;
    case '$':
    case '%':
        return is_space(second);
    case '#':
        return 1;
    default:
        return first < 0x80 && (begins_string(line, place) || begins_with_word(line, place));
    }
}

/* Whether only white space, or what ends a string in code, stands behind a quote. */
static int
ends_string(const Line *line, Py_ssize_t place)
{
    Py_ssize_t next = behind_spaces(line, place + 1);
    uint32_t code = in_line(line, next);
    if (code == ',') {
        return behind_spaces(line, next + 1) == line->end;
    }
    return code == ')' || code == ']' || code == '}' || code == '+' || code == ':' || code == ';';
}

/* What every match of the pattern of code has. */
static int
is_sign_of_code(const Line *line, Py_ssize_t place)
{
    uint32_t code = code_at(line->codes, place), next = in_line(line, place + 1);
    switch (code) {
    case '{':
    case '}':
    case '\\':
    case '^':
        return 1;
    case ')':
    case ']':
        return next == ';';
    case '/':
        return next == '/' || next == '*';
    case '<':
        return next == '%';
    case '%':
        return next == '>';
    case '0':
        return (next | 0x20) == 'x';
    case '`':
        return next != '`' && in_line(line, place - 1) != '`';
    case '"':
    case '\'':
        return is_prefix(in_line(line, place - 1)) || ends_string(line, place);
    case '(':
    case '[':
    case '=':
    case '+':
    case '~':
    case '>':
        return (code == '(' && next == '?') || begins_string(line, behind_spaces(line, place + 1));
    default:
        return 0;
    }
}

static int
may_be_code(const Line *line)
{
    if (may_begin_as_code(line)) {
        return 1;
    }
    for (Py_ssize_t place = line->start; place < line->end; place++) {
        if (code_at(line->codes, place) < 0x80 && is_sign_of_code(line, place)) {
            return 1;
        }
    }
    return 0;
}

static Line
line_of(const Py_buffer *codes, Py_ssize_t place, Py_ssize_t lowest)
{
    Line line = {codes, place, place};
    while (line.start > lowest && code_at(codes, line.start - 1) != '\n') {
        line.start--;
    }
    while (line.end < codes_in(codes) && code_at(codes, line.end) != '\n') {
        line.end++;
    }
    return line;
}

static void
mark_lines(const Py_buffer *codes, const int64_t *places, Py_ssize_t number, uint8_t *may_be)
{
    Line line = {codes, 0, -1};
    for (Py_ssize_t turn = 0; turn < number; turn++) {
        Py_ssize_t place = (Py_ssize_t)places[turn];
        if (turn > 0 && place <= line.end) {
            may_be[turn] = may_be[turn - 1];
            continue;
        }
        line = line_of(codes, place, line.end + 1);
        may_be[turn] = (uint8_t)may_be_code(&line);
    }
}

static int
ascend(const int64_t *places, Py_ssize_t number, Py_ssize_t count)
{
    int64_t least = 0;
    for (Py_ssize_t turn = 0; turn < number; turn++) {
        if (places[turn] < least || places[turn] > count) {
            PyErr_SetString(PyExc_ValueError, "places do not ascend in the text");
            return 0;
        }
        least = places[turn];
    }
    return 1;
}

/* Arguments: code points, uint32 (n,); places, int64 (m,), ascending; what is written of each: whether its
   line may be code, uint8 (m,). */
PyObject *
mark_code_lines(PyObject *module, PyObject *args)
{
    (void)module;
    static const ArrayKind kinds[] = {
        {"codes", 4, -1, READ_ANYWHERE}, {"places", 8, -1}, {"may_be", 1, -1, WRITTEN}};
    Py_buffer views[3];
    if (open_arguments(args, kinds, 3, views) < 0) {
        return NULL;
    }
    Py_ssize_t number = views[1].len / 8;
    int fit = has_items(&views[2], kinds[2].name, number) &&
              ascend(views[1].buf, number, codes_in(&views[0]));
    if (fit) {
        Py_BEGIN_ALLOW_THREADS
        mark_lines(&views[0], views[1].buf, number, views[2].buf);
        Py_END_ALLOW_THREADS
    }
    close_arrays(views, 3);
    return fit ? Py_NewRef(Py_None) : NULL;
}
