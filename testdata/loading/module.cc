// The same module with the C++ library: strings, a stream, an exception that is caught.
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

#ifdef MANGLED
#define NAMED
#else
#define NAMED extern "C"
#endif

NAMED int RedisModule_OnLoad(void **ctx, void **, int argc)
{
    using Lookup = int (*)(const char *, void *);
    auto lookup = reinterpret_cast<Lookup>(ctx[0]);
    void (*attributes)(void **, const char *, int, int) = nullptr;
    std::map<int, std::string> names{{argc, "probe"}};
    std::ostringstream text;
    try {
        text << names.at(argc) << names.at(argc + 1);
    } catch (const std::out_of_range &) {
        if (lookup("RedisModule_SetModuleAttribs", &attributes) != 0) return 1;
        attributes(ctx, text.str().c_str(), 1, 1);
    }
    return 0;
}
