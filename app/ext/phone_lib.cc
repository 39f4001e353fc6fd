/* phone_lib.cc - libphonenumber behind one C function. */

#include "ext/phone_lib.h"

#include <cstring>
#include <exception>
#include <string>

#include <phonenumbers/logger.h>
#include <phonenumbers/phonenumberutil.h>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

namespace
{

/* The library writes what it was asked about to standard output: never ours. */
class Silence : public i18n::phonenumbers::Logger
{
      public:
	void
	WriteMessage(const std::string &) override
	{
	}
};

PhoneNumberUtil &
library()
{
	static PhoneNumberUtil *util = nullptr;

	if (util == nullptr) {
		util = PhoneNumberUtil::GetInstance();
		util->SetLogger(new Silence); /* owned by the library */
	}
	return *util;
}

template <size_t size>
bool
copy(const std::string &from, char (&to)[size])
{
	if (from.size() >= size)
		return false;
	std::memcpy(to, from.c_str(), from.size() + 1);
	return true;
}

phone_lib_kind
kind_of(const PhoneNumber &number)
{
	switch (library().GetNumberType(number)) {
	case PhoneNumberUtil::MOBILE:
		return PHONE_LIB_MOBILE;
	case PhoneNumberUtil::FIXED_LINE:
		return PHONE_LIB_FIXED;
	case PhoneNumberUtil::FIXED_LINE_OR_MOBILE:
		return PHONE_LIB_FIXED_OR_MOBILE;
	default:
		return PHONE_LIB_OTHER;
	}
}

phone_lib_fault
judge(const PhoneNumber &number)
{
	switch (library().IsPossibleNumberWithReason(number)) {
	case PhoneNumberUtil::IS_POSSIBLE:
		break;
	case PhoneNumberUtil::INVALID_COUNTRY_CODE:
		return PHONE_LIB_NOT_A_NUMBER;
	case PhoneNumberUtil::TOO_LONG:
		return PHONE_LIB_TOO_LONG;
	case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY:
	case PhoneNumberUtil::TOO_SHORT:
	case PhoneNumberUtil::INVALID_LENGTH: /* between two lengths: one is missing */
		return PHONE_LIB_TOO_SHORT;
	}
	return library().IsValidNumber(number) ? PHONE_LIB_GOOD : PHONE_LIB_NOT_VALID;
}

phone_lib_fault
parse(const std::string &typed, const char *region, PhoneNumber *number)
{
	number->Clear();
	switch (library().Parse(typed, region, number)) {
	case PhoneNumberUtil::NO_PARSING_ERROR:
		return judge(*number);
	case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
	case PhoneNumberUtil::TOO_SHORT_NSN:
		return PHONE_LIB_TOO_SHORT;
	case PhoneNumberUtil::TOO_LONG_NSN:
		return PHONE_LIB_TOO_LONG;
	default:
		return PHONE_LIB_NOT_A_NUMBER;
	}
}

bool
is_mobile(const std::string &e164)
{
	PhoneNumber number;

	return parse(e164, "ZZ", &number) == PHONE_LIB_GOOD &&
	       (kind_of(number) == PHONE_LIB_MOBILE ||
		   kind_of(number) == PHONE_LIB_FIXED_OR_MOBILE);
}

/*
 * A mobile number with a digit lost or doubled often has the length of some
 * fixed line: not valid would be true, but too short is what helps.
 */
phone_lib_fault
explain(const std::string &e164)
{
	for (size_t missing = 1; missing <= 4; missing++)
		for (char digit : { '2', '5' })
			if (is_mobile(e164 + std::string(missing, digit)))
				return PHONE_LIB_TOO_SHORT;
	if (is_mobile(e164.substr(0, e164.size() - 1)))
		return PHONE_LIB_TOO_LONG;
	return PHONE_LIB_NOT_VALID;
}

/*
 * Some countries once had a digit more (Mexico, +52 1), which goes when the
 * number is read again: a number must have one form only, to be found by it.
 */
void
settle(PhoneNumber *number)
{
	PhoneNumber again;
	std::string e164, before;

	for (int round = 0; round < 4; round++) {
		library().Format(*number, PhoneNumberUtil::E164, &e164);
		if (e164 == before || parse(e164, "ZZ", &again) != PHONE_LIB_GOOD)
			return;
		*number = again;
		before = e164;
	}
}

void
read(const char *typed, const char *region, phone_lib *out)
{
	PhoneNumber number;
	std::string shown, code;

	out->fault = parse(typed, region, &number);
	/* 00 leads abroad from most countries: meant so even where it is 000. */
	if (out->fault != PHONE_LIB_GOOD && std::strncmp(typed, "00", 2) == 0) {
		PhoneNumber again;
		phone_lib_fault fault =
		    parse(std::string("+") + (typed + 2), region, &again);

		if (fault == PHONE_LIB_GOOD) {
			out->fault = fault;
			number = again;
		}
	}
	if (out->fault != PHONE_LIB_GOOD && out->fault != PHONE_LIB_NOT_VALID)
		return;
	if (out->fault == PHONE_LIB_GOOD)
		settle(&number);
	library().Format(number, PhoneNumberUtil::E164, &shown);
	if (out->fault == PHONE_LIB_NOT_VALID)
		out->fault = explain(shown);
	if (!copy(shown, out->e164))
		out->fault = PHONE_LIB_NOT_A_NUMBER;
	out->kind = kind_of(number);
	library().GetRegionCodeForNumber(number, &code);
	if (code.size() != 2) /* "001" and "ZZ" are no country's */
		code.clear();
	if (!copy(code, out->region))
		out->region[0] = '\0';
	library().Format(number, PhoneNumberUtil::NATIONAL, &shown);
	if (!copy(shown, out->national))
		out->fault = PHONE_LIB_NOT_A_NUMBER;
	library().Format(number, PhoneNumberUtil::INTERNATIONAL, &shown);
	if (!copy(shown, out->international))
		out->fault = PHONE_LIB_NOT_A_NUMBER;
}

} // namespace

void
phone_lib_read(const char *typed, const char *region, phone_lib *out)
{
	*out = phone_lib();
	try {
		read(typed, region, out);
	} catch (const std::exception &) {
		*out = phone_lib();
		out->fault = PHONE_LIB_NOT_A_NUMBER;
	}
}
