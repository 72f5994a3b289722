/* The few parts of the Redis module API the samples use, declared by hand.
 * A module finds each function by name: the first member of the context that
 * RedisModule_OnLoad receives is a pointer to the lookup function. */
#ifndef MODULEAPI_H
#define MODULEAPI_H

#define API_VERSION 1
#define API_OK 0
#define API_ERR 1

typedef struct ApiCtx ApiCtx;
typedef struct ApiString ApiString;
typedef struct ApiReply ApiReply;
typedef int (*ApiCommand)(ApiCtx *ctx, ApiString **argv, int argc);

static int (*api_get)(const char *name, void *slot);
static int (*api_set_module_attribs)(ApiCtx *, const char *name, int version, int api_version);
static int (*api_create_command)(ApiCtx *, const char *name, ApiCommand, const char *flags,
                                 int first_key, int last_key, int step);
static int (*api_wrong_arity)(ApiCtx *);
static int (*api_reply_simple_string)(ApiCtx *, const char *text);
static int (*api_reply_error)(ApiCtx *, const char *text);
static int (*api_reply_long_long)(ApiCtx *, long long value);
static int (*api_reply_string)(ApiCtx *, ApiString *text);
static int (*api_reply_string_buffer)(ApiCtx *, const char *text, unsigned long length);
static int (*api_reply_call_reply)(ApiCtx *, ApiReply *reply);
static ApiReply *(*api_call)(ApiCtx *, const char *command, const char *format, ...);
static void (*api_free_call_reply)(ApiReply *reply);
static const char *(*api_string_ptr_len)(const ApiString *, unsigned long *length);
static int (*api_string_to_long_long)(const ApiString *, long long *value);

#define API_LOOKUP(variable, name) \
    if (api_get("RedisModule_" name, (void *)&variable) != API_OK) return API_ERR

static int api_init(ApiCtx *ctx, const char *name, int version)
{
    api_get = (int (*)(const char *, void *))((void **)ctx)[0];
    API_LOOKUP(api_set_module_attribs, "SetModuleAttribs");
    API_LOOKUP(api_create_command, "CreateCommand");
    API_LOOKUP(api_wrong_arity, "WrongArity");
    API_LOOKUP(api_reply_simple_string, "ReplyWithSimpleString");
    API_LOOKUP(api_reply_error, "ReplyWithError");
    API_LOOKUP(api_reply_long_long, "ReplyWithLongLong");
    API_LOOKUP(api_reply_string, "ReplyWithString");
    API_LOOKUP(api_reply_string_buffer, "ReplyWithStringBuffer");
    API_LOOKUP(api_reply_call_reply, "ReplyWithCallReply");
    API_LOOKUP(api_call, "Call");
    API_LOOKUP(api_free_call_reply, "FreeCallReply");
    API_LOOKUP(api_string_ptr_len, "StringPtrLen");
    API_LOOKUP(api_string_to_long_long, "StringToLongLong");
    api_set_module_attribs(ctx, name, version, API_VERSION);
    return API_OK;
}

#define API_EXPORT __attribute__((visibility("default")))

#endif
