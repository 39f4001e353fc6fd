<?xml version="1.0" encoding="UTF-8"?>
<!--
  form.xsl - one page of a form as HTML: what form/form.h's form_view() makes becomes
  <div id="questions">.

  static/app.js merges a new answer into the page that is open: an element with
  data-part="in" is walked into, so each of its children has an id; any other is one
  piece, replaced when it differs and nobody is at work in it.  Every question that can be
  answered says so with a hidden field "asked", for a browser sends nothing of boxes
  without a tick.  A date is three numbers, the day first: NAME-day, -month, -year.
-->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<!-- It is written as HTML; the tree of libxml2 for HTML would note every id. -->
<xsl:output method="xml" encoding="UTF-8" indent="no"/>
<xsl:strip-space elements="form page group repeat instance question choice"/>

<!-- What site/form_sheet.c gives: words of the page, in the reader's language. -->
<xsl:param name="add"/>
<xsl:param name="remove"/>
<xsl:param name="part"/>
<xsl:param name="clear"/>
<xsl:param name="choose"/>
<xsl:param name="find"/>
<xsl:param name="by"/>
<xsl:param name="found"/>
<xsl:param name="nobody"/>
<xsl:param name="chosen"/>
<xsl:param name="unchosen"/>
<xsl:param name="must"/>
<xsl:param name="ok"/>
<xsl:param name="day"/>
<xsl:param name="month"/>
<xsl:param name="year"/>
<xsl:param name="time"/>
<xsl:param name="picture"/>
<xsl:param name="other"/>
<xsl:param name="away"/>
<xsl:param name="months"/><!-- the twelve short names, separated by spaces -->

<xsl:template match="/form">
	<div id="questions" class="questions" data-part="in">
		<xsl:if test="@language != ''">
			<xsl:attribute name="lang"><xsl:value-of select="@language"/></xsl:attribute>
		</xsl:if>
		<xsl:apply-templates select="page/*"/>
	</div>
</xsl:template>

<!-- Groups and repeats -->

<xsl:template match="group">
	<div id="{@id}" class="group" data-part="in">
		<xsl:if test="label/node()">
			<xsl:attribute name="role">group</xsl:attribute>
			<xsl:attribute name="aria-labelledby"><xsl:value-of select="@id"/>-label</xsl:attribute>
		</xsl:if>
		<xsl:apply-templates select="label" mode="heading">
			<xsl:with-param name="id" select="concat(@id, '-label')"/>
		</xsl:apply-templates>
		<xsl:apply-templates select="*[not(self::label)]"/>
	</div>
</xsl:template>

<!-- The page's title is h1, the form's h2. -->
<xsl:template match="label" mode="heading">
	<xsl:param name="id"/>
	<xsl:variable name="depth" select="count(ancestor::group)"/>
	<xsl:choose>
		<xsl:when test="not(node())"/>
		<xsl:when test="$depth &lt; 2"><h3 id="{$id}"><xsl:apply-templates mode="phrase"/></h3></xsl:when>
		<xsl:otherwise><h4 id="{$id}"><xsl:apply-templates mode="phrase"/></h4></xsl:otherwise>
	</xsl:choose>
</xsl:template>

<xsl:template match="repeat">
	<div id="{@id}" class="repeat" data-part="in">
		<xsl:apply-templates select="instance"/>
		<xsl:if test="@add = 'yes'">
			<p id="{@id}-more" class="acts"><button class="btn" name="add" value="{@name}"><xsl:value-of select="$add"/>
				<xsl:if test="@label != ''">: <xsl:value-of select="@label"/></xsl:if></button></p>
		</xsl:if>
	</div>
</xsl:template>

<xsl:template match="instance">
	<xsl:variable name="called">
		<xsl:choose>
			<xsl:when test="label/node()"><xsl:value-of select="label"/></xsl:when>
			<xsl:otherwise>
				<xsl:choose>
					<xsl:when test="../@label != ''"><xsl:value-of select="../@label"/></xsl:when>
					<xsl:otherwise><xsl:value-of select="$part"/></xsl:otherwise>
				</xsl:choose>
				<xsl:value-of select="concat(' ', @number)"/>
			</xsl:otherwise>
		</xsl:choose>
	</xsl:variable>
	<div id="{@id}" class="instance" role="group" aria-labelledby="{@id}-label" data-part="in">
		<div id="{@id}-head" class="line"><b id="{@id}-label"><xsl:value-of select="$called"/></b>
			<xsl:if test="@remove = 'yes'">
				<button class="btn text end" name="remove" value="{@id}"><xsl:value-of select="$remove"/>
					<span class="unseen">: <xsl:value-of select="$called"/></span></button>
			</xsl:if>
		</div>
		<xsl:apply-templates select="*[not(self::label)]"/>
	</div>
</xsl:template>

<!-- Questions: those with choices are a fieldset, the others a label and a field -->

<!--
  Most of a page's time goes into asking what a question has not.  So one of which there
  is nothing more to know than its words and its answer says that it is plain, and is
  written out; a question has only the attributes that say something.  site/form_html.c
  marks those whose HTML it keeps, and renames those it has already.
-->
<xsl:template match="question">
	<xsl:if test="@mark"><mark n="{@mark}"/></xsl:if>
	<xsl:call-template name="question"/>
	<xsl:if test="@mark"><mark/></xsl:if>
</xsl:template>

<xsl:template match="kept"><mark n="{@mark}"/><mark/></xsl:template>

<xsl:template name="question">
	<xsl:choose>
		<xsl:when test="@readonly"><xsl:call-template name="told"/></xsl:when>
		<xsl:when test="@sought"><xsl:call-template name="sought"/></xsl:when>
		<xsl:when test="@plain and choice">
			<fieldset id="{@name}-field" class="field">
				<xsl:call-template name="legend"/>
				<input type="hidden" name="asked" value="{@name}"/>
				<div class="choices"><xsl:call-template name="choices"/></div>
				<xsl:call-template name="clear"/>
			</fieldset>
		</xsl:when>
		<xsl:when test="@plain">
			<div id="{@name}-field" class="field">
				<label for="{@name}"><xsl:apply-templates select="label/node()" mode="phrase"/><xsl:call-template name="must"/></label>
				<input type="hidden" name="asked" value="{@name}"/>
				<xsl:choose>
					<xsl:when test="@type = 'int'"><input id="{@name}" name="{@name}" value="{@value}" autocomplete="off" maxlength="1000" type="text" inputmode="numeric" class="in w-s"/></xsl:when>
					<xsl:otherwise><input id="{@name}" name="{@name}" value="{@value}" autocomplete="off" maxlength="1000" type="text" class="in"/></xsl:otherwise>
				</xsl:choose>
			</div>
		</xsl:when>
		<xsl:when test="choice or @type = 'select1' or @type = 'select' or @type = 'range' or @type = 'contact'"><xsl:call-template name="chosen"/></xsl:when>
		<xsl:when test="@type = 'note'"><xsl:call-template name="told"/></xsl:when>
		<xsl:when test="@type = 'date' or @type = 'dateTime'"><xsl:call-template name="dated"/></xsl:when>
		<xsl:when test="@type = 'trigger'"><xsl:call-template name="confirmed"/></xsl:when>
		<xsl:when test="@type = 'picture'"><xsl:call-template name="pictured"/></xsl:when>
		<xsl:otherwise><xsl:call-template name="field"/></xsl:otherwise>
	</xsl:choose>
</xsl:template>

<xsl:template name="told">
	<div id="{@name}-field">
		<xsl:attribute name="class">
			<xsl:text>field note</xsl:text>
			<xsl:call-template name="colour"/>
			<xsl:if test="@error != ''"> bad-field</xsl:if>
		</xsl:attribute>
		<xsl:apply-templates select="label" mode="block"/>
		<xsl:if test="@type != 'note' and @value != ''">
			<p class="value"><xsl:call-template name="shown"/></p>
		</xsl:if>
		<xsl:apply-templates select="hint" mode="block"/>
		<xsl:call-template name="wrong"/>
	</div>
</xsl:template>

<!-- What a question that cannot be changed has for an answer. -->
<xsl:template name="shown">
	<xsl:choose>
		<xsl:when test="choice">
			<xsl:for-each select="choice[@chosen]">
				<xsl:if test="position() &gt; 1">, </xsl:if>
				<xsl:apply-templates select="label/node()" mode="phrase"/>
			</xsl:for-each>
		</xsl:when>
		<xsl:when test="@type = 'date' and string-length(@value) = 10">
			<xsl:value-of select="concat(substring(@value, 9, 2), ' ')"/>
			<xsl:call-template name="month"><xsl:with-param name="number" select="number(substring(@value, 6, 2))"/></xsl:call-template>
			<xsl:value-of select="concat(' ', substring(@value, 1, 4))"/>
		</xsl:when>
		<xsl:when test="@type = 'picture'"><xsl:call-template name="picture"/></xsl:when>
		<xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise>
	</xsl:choose>
</xsl:template>

<xsl:template name="month">
	<xsl:param name="number"/>
	<xsl:param name="names" select="concat($months, ' ')"/>
	<xsl:choose>
		<xsl:when test="$number &gt; 1">
			<xsl:call-template name="month">
				<xsl:with-param name="number" select="$number - 1"/>
				<xsl:with-param name="names" select="substring-after($names, ' ')"/>
			</xsl:call-template>
		</xsl:when>
		<xsl:otherwise><xsl:value-of select="substring-before($names, ' ')"/></xsl:otherwise>
	</xsl:choose>
</xsl:template>

<xsl:template name="field">
	<div id="{@name}-field" class="field{substring(' bad-field', 1, 10 * (@error != ''))}">
		<label for="{@name}"><xsl:apply-templates select="label/node()" mode="phrase"/><xsl:call-template name="must"/></label>
		<xsl:call-template name="before"/>
		<xsl:call-template name="input"/>
	</div>
</xsl:template>

<xsl:template name="chosen">
	<xsl:choose>
		<xsl:when test="(@type = 'select1' and (contains(@appearance, 'minimal') or contains(@appearance, 'autocomplete') or count(choice) &gt; 14)) or (@type = 'contact' and choice)">
			<div id="{@name}-field" class="field{substring(' bad-field', 1, 10 * (@error != ''))}">
				<label for="{@name}"><xsl:apply-templates select="label/node()" mode="phrase"/><xsl:call-template name="must"/></label>
				<xsl:call-template name="before"/>
				<select class="in" id="{@name}" name="{@name}">
					<xsl:call-template name="described"/>
					<option value=""><xsl:value-of select="$choose"/></option>
					<xsl:apply-templates select="choice" mode="option"/>
				</select>
			</div>
		</xsl:when>
		<xsl:when test="@type = 'contact' or (@type = 'range' and not((@end - @start) div @step &lt;= 20))">
			<div id="{@name}-field" class="field{substring(' bad-field', 1, 10 * (@error != ''))}">
				<label for="{@name}"><xsl:apply-templates select="label/node()" mode="phrase"/><xsl:call-template name="must"/></label>
				<xsl:call-template name="before"/>
				<xsl:call-template name="input"/>
			</div>
		</xsl:when>
		<xsl:otherwise>
			<fieldset id="{@name}-field" class="field{substring(' bad-field', 1, 10 * (@error != ''))}">
				<xsl:call-template name="described"/>
				<xsl:call-template name="legend"/>
				<xsl:call-template name="before"/>
				<div class="choices">
					<xsl:if test="@appearance or @type = 'range'"><xsl:call-template name="packed"/></xsl:if>
					<xsl:call-template name="choices"/>
					<xsl:if test="@type = 'range'">
						<xsl:call-template name="scale"><xsl:with-param name="at" select="@start"/></xsl:call-template>
					</xsl:if>
				</div>
				<xsl:call-template name="clear"/>
			</fieldset>
		</xsl:otherwise>
	</xsl:choose>
</xsl:template>

<!-- Somebody: what is looked for, and whom that found.  Each is a part of its own, so that the list comes while she types. -->
<xsl:template name="sought">
	<div id="{@name}-whom" class="group" data-part="in" role="group" aria-labelledby="{@name}-label">
		<div id="{@name}-find-field" class="field">
			<label for="{@name}-find" id="{@name}-label"><xsl:apply-templates select="label/node()" mode="phrase"/><xsl:call-template name="must"/></label>
			<span class="hint" id="{@name}-by"><xsl:value-of select="$by"/></span>
			<span class="line"><input class="in w-m" type="search" id="{@name}-find" name="{@name}-find" value="{@sought}" maxlength="80" autocomplete="off" aria-describedby="{@name}-by"/>
				<button class="btn" name="find" value="{@name}"><xsl:value-of select="$find"/></button></span>
		</div>
		<div id="{@name}-field" class="field{substring(' bad-field', 1, 10 * (@error != ''))}">
			<label for="{@name}"><xsl:choose>
				<xsl:when test="@sought != '' and not(choice)"><xsl:value-of select="$nobody"/></xsl:when>
				<xsl:when test="@sought != ''"><xsl:value-of select="concat(count(choice), ' ', $found)"/></xsl:when>
				<xsl:when test="choice"><xsl:value-of select="$chosen"/></xsl:when>
				<xsl:otherwise><xsl:value-of select="$unchosen"/></xsl:otherwise>
			</xsl:choose></label>
			<xsl:call-template name="before"/>
			<select class="in" id="{@name}" name="{@name}">
				<xsl:call-template name="described"/>
				<option value=""><xsl:value-of select="$choose"/></option>
				<xsl:apply-templates select="choice" mode="option"/>
			</select>
		</div>
	</div>
</xsl:template>

<xsl:template name="packed">
	<xsl:choose>
		<xsl:when test="@type = 'range'"><xsl:attribute name="class">choices scale</xsl:attribute></xsl:when>
		<xsl:when test="contains(@appearance, 'columns-pack') or contains(@appearance, 'horizontal') or contains(@appearance, 'likert')">
			<xsl:attribute name="class">choices packed</xsl:attribute></xsl:when>
	</xsl:choose>
</xsl:template>

<xsl:template name="clear">
	<xsl:if test="@value != '' and @type != 'select' and not(@required)">
		<button class="btn text" name="clear" value="{@name}"><xsl:value-of select="$clear"/>
			<span class="unseen">: <xsl:apply-templates select="label/node()" mode="phrase"/></span></button>
	</xsl:if>
</xsl:template>

<!-- The first has the question's own name, so that its words lead there. -->
<xsl:template name="choices">
	<xsl:choose>
		<xsl:when test="@type = 'select'"><xsl:apply-templates select="choice" mode="several"/></xsl:when>
		<xsl:otherwise><xsl:apply-templates select="choice"/></xsl:otherwise>
	</xsl:choose>
</xsl:template>
<xsl:template match="choice">
	<label class="choice">
		<input name="{../@name}" value="{@value}" type="radio" id="{@id}">
			<xsl:if test="@chosen"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
		</input>
		<span><xsl:apply-templates select="label/node()" mode="phrase"/></span>
	</label>
</xsl:template>
<xsl:template match="choice" mode="several">
	<label class="choice">
		<input name="{../@name}" value="{@value}" type="checkbox" id="{@id}">
			<xsl:if test="@chosen"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
		</input>
		<span><xsl:apply-templates select="label/node()" mode="phrase"/></span>
	</label>
</xsl:template>

<xsl:template match="choice" mode="option">
	<option value="{@value}">
		<xsl:if test="@chosen"><xsl:attribute name="selected">selected</xsl:attribute></xsl:if>
		<xsl:value-of select="label"/>
	</option>
</xsl:template>

<!-- A range is seen as the numbers it has: what is not chosen is seen to be not. -->
<xsl:template name="scale">
	<xsl:param name="at"/>
	<label class="choice">
		<input type="radio" name="{@name}" value="{$at}">
			<xsl:attribute name="id"><xsl:value-of select="@name"/><xsl:if test="$at != @start">-<xsl:value-of select="$at"/></xsl:if></xsl:attribute>
			<xsl:if test="@value != '' and number(@value) = number($at)"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
		</input>
		<span><xsl:value-of select="$at"/></span>
	</label>
	<xsl:if test="$at + @step &lt;= @end and @step &gt; 0">
		<xsl:call-template name="scale"><xsl:with-param name="at" select="$at + @step"/></xsl:call-template>
	</xsl:if>
</xsl:template>

<xsl:template name="confirmed">
	<fieldset id="{@name}-field" class="field{substring(' bad-field', 1, 10 * (@error != ''))}">
		<xsl:call-template name="described"/>
		<xsl:call-template name="legend"/>
		<xsl:call-template name="before"/>
		<div class="choices"><label class="choice"><input type="checkbox" id="{@name}" name="{@name}" value="OK">
			<xsl:if test="@value = 'OK'"><xsl:attribute name="checked">checked</xsl:attribute></xsl:if>
		</input><span><xsl:value-of select="$ok"/></span></label></div>
	</fieldset>
</xsl:template>

<!-- It is brought on a page of its own: the answer is the name of what is kept. -->
<xsl:template name="pictured">
	<fieldset id="{@name}-field" class="field{substring(' bad-field', 1, 10 * (@error != ''))}">
		<xsl:call-template name="described"/>
		<xsl:call-template name="legend"/>
		<xsl:call-template name="before"/>
		<input type="hidden" name="{@name}" value="{@value}"/>
		<xsl:if test="@value != ''"><p><xsl:call-template name="picture"/></p></xsl:if>
		<p class="line"><button class="btn" id="{@name}" name="picture" value="{@name}" data-leave="">
			<xsl:choose>
				<xsl:when test="@value = ''"><xsl:value-of select="$picture"/></xsl:when>
				<xsl:otherwise><xsl:value-of select="$other"/></xsl:otherwise>
			</xsl:choose><span class="unseen">: <xsl:apply-templates select="label/node()" mode="phrase"/></span></button>
			<xsl:if test="@value != ''">
				<button class="btn text" name="clear" value="{@name}"><xsl:value-of select="$away"/>
					<span class="unseen">: <xsl:apply-templates select="label/node()" mode="phrase"/></span></button>
			</xsl:if>
		</p>
	</fieldset>
</xsl:template>

<!-- core/form_picture.h: picture-12.jpg; anything else comes from elsewhere and is a name only. -->
<xsl:template name="picture">
	<xsl:variable name="id" select="substring-before(substring-after(@value, 'picture-'), '.jpg')"/>
	<xsl:choose>
		<xsl:when test="number($id) &gt; 0">
			<a href="/pictures/{$id}"><img class="picture" src="/pictures/{$id}?small=1">
				<xsl:attribute name="alt"><xsl:value-of select="label"/></xsl:attribute></img></a>
		</xsl:when>
		<xsl:otherwise><xsl:value-of select="@value"/></xsl:otherwise>
	</xsl:choose>
</xsl:template>

<!-- A day first, then the month, whatever the computer's own custom is. -->
<xsl:template name="dated">
	<xsl:variable name="date" select="substring-before(concat(@value, 'T'), 'T')"/>
	<xsl:variable name="rest" select="substring-after($date, '-')"/>
	<fieldset id="{@name}-field" class="field{substring(' bad-field', 1, 10 * (@error != ''))}">
		<xsl:call-template name="described"/>
		<xsl:call-template name="legend"/>
		<xsl:call-template name="before"/>
		<div class="date">
			<xsl:if test="not(contains(@appearance, 'year')) and not(contains(@appearance, 'month'))">
				<xsl:call-template name="box">
					<xsl:with-param name="which" select="'day'"/>
					<xsl:with-param name="called" select="$day"/>
					<xsl:with-param name="id" select="@name"/>
					<xsl:with-param name="value" select="substring-after($rest, '-')"/>
				</xsl:call-template>
			</xsl:if>
			<xsl:if test="not(contains(@appearance, 'year')) or contains(@appearance, 'month')">
				<xsl:call-template name="box">
					<xsl:with-param name="which" select="'month'"/>
					<xsl:with-param name="called" select="$month"/>
					<xsl:with-param name="value" select="substring-before($rest, '-')"/>
				</xsl:call-template>
			</xsl:if>
			<xsl:call-template name="box">
				<xsl:with-param name="which" select="'year'"/>
				<xsl:with-param name="called" select="$year"/>
				<xsl:with-param name="value" select="substring-before($date, '-')"/>
			</xsl:call-template>
			<xsl:if test="@type = 'dateTime'">
				<div><label for="{@name}-time"><xsl:value-of select="$time"/></label>
					<input class="in" type="time" id="{@name}-time" name="{@name}-time" value="{substring(substring-after(@value, 'T'), 1, 5)}"/></div>
			</xsl:if>
		</div>
	</fieldset>
</xsl:template>

<xsl:template name="box">
	<xsl:param name="which"/>
	<xsl:param name="called"/>
	<xsl:param name="value"/>
	<xsl:param name="id" select="concat(@name, '-', $which)"/>
	<div><label for="{$id}"><xsl:value-of select="$called"/></label>
		<input class="in" id="{$id}" name="{@name}-{$which}" value="{$value}" inputmode="numeric" autocomplete="off" maxlength="{2 + 2 * ($which = 'year')}">
			<xsl:if test="@error != ''"><xsl:attribute name="aria-invalid">true</xsl:attribute></xsl:if>
		</input></div>
</xsl:template>

<xsl:template name="input">
	<xsl:choose>
		<xsl:when test="@type = 'string' and not(@appearance)">
			<input id="{@name}" name="{@name}" value="{@value}" autocomplete="off" maxlength="1000" type="text" class="in">
				<xsl:call-template name="described"/>
			</input>
		</xsl:when>
		<xsl:when test="@type = 'int' and not(@appearance)">
			<input id="{@name}" name="{@name}" value="{@value}" autocomplete="off" maxlength="1000" type="text" inputmode="numeric" class="in w-s">
				<xsl:call-template name="described"/>
			</input>
		</xsl:when>
		<xsl:when test="@type = 'text' or contains(@appearance, 'multiline')">
			<textarea id="{@name}" name="{@name}" rows="3" maxlength="4000">
				<xsl:if test="@rows &gt; 0 and @rows &lt;= 20"><xsl:attribute name="rows"><xsl:value-of select="@rows"/></xsl:attribute></xsl:if>
				<xsl:call-template name="described"/>
				<!-- The first line break after the tag is not part of it. -->
				<xsl:text>&#10;</xsl:text>
				<xsl:value-of select="@value"/>
			</textarea>
		</xsl:when>
		<xsl:otherwise>
			<input id="{@name}" name="{@name}" value="{@value}" autocomplete="off" maxlength="1000">
				<xsl:if test="@type = 'time'"><xsl:attribute name="value"><xsl:value-of select="substring(@value, 1, 5)"/></xsl:attribute></xsl:if>
				<xsl:attribute name="type"><xsl:choose>
					<xsl:when test="@type = 'time' or @type = 'tel'"><xsl:value-of select="@type"/></xsl:when>
					<xsl:otherwise>text</xsl:otherwise>
				</xsl:choose></xsl:attribute>
				<xsl:choose>
					<xsl:when test="@type = 'int' or contains(@appearance, 'numbers')"><xsl:attribute name="inputmode">numeric</xsl:attribute></xsl:when>
					<xsl:when test="@type = 'decimal' or @type = 'range'"><xsl:attribute name="inputmode">decimal</xsl:attribute></xsl:when>
				</xsl:choose>
				<xsl:attribute name="class">
					<xsl:text>in</xsl:text>
					<xsl:choose>
						<xsl:when test="@type = 'int' or @type = 'decimal' or @type = 'range' or @type = 'time'"> w-s</xsl:when>
						<xsl:when test="@type = 'tel' or @type = 'barcode' or @type = 'geopoint'"> w-m</xsl:when>
					</xsl:choose>
				</xsl:attribute>
				<xsl:call-template name="described"/>
			</input>
		</xsl:otherwise>
	</xsl:choose>
</xsl:template>

<!-- Parts that questions share -->

<xsl:template name="legend">
	<legend><xsl:apply-templates select="label/node()" mode="phrase"/><xsl:call-template name="must"/></legend>
</xsl:template>

<xsl:template name="must">
	<xsl:if test="@required"><span class="must" aria-hidden="true"> *</span><span class="unseen"> (<xsl:value-of select="$must"/>)</span></xsl:if>
</xsl:template>

<!-- What stands between a question's words and its field. -->
<xsl:template name="before">
	<input type="hidden" name="asked" value="{@name}"/>
	<xsl:if test="hint or @error">
		<xsl:if test="hint/node()"><span class="hint" id="{@name}-hint"><xsl:apply-templates select="hint" mode="phrase"/></span></xsl:if>
		<xsl:call-template name="wrong"/>
	</xsl:if>
</xsl:template>

<xsl:template name="wrong">
	<xsl:if test="@error != ''"><span class="wrong" id="{@name}-error"><xsl:value-of select="@error"/></span></xsl:if>
</xsl:template>

<xsl:template name="described">
	<xsl:if test="hint or @error">
		<xsl:if test="hint/node() or @error != ''">
			<xsl:attribute name="aria-describedby">
				<xsl:if test="hint/node()"><xsl:value-of select="@name"/>-hint</xsl:if>
				<xsl:if test="hint/node() and @error != ''"><xsl:text> </xsl:text></xsl:if>
				<xsl:if test="@error != ''"><xsl:value-of select="@name"/>-error</xsl:if>
			</xsl:attribute>
		</xsl:if>
		<xsl:if test="@error != '' and not(choice) and @type != 'date' and @type != 'dateTime' and @type != 'trigger' and @type != 'range'">
			<xsl:attribute name="aria-invalid">true</xsl:attribute>
		</xsl:if>
	</xsl:if>
</xsl:template>

<xsl:template name="colour">
	<xsl:variable name="look" select="concat(' ', @appearance, ' ')"/>
	<xsl:choose>
		<xsl:when test="contains($look, ' red ')"> say red</xsl:when>
		<xsl:when test="contains($look, ' yellow ')"> say amber</xsl:when>
		<xsl:when test="contains($look, ' green ') or contains($look, ' lime ')"> say green</xsl:when>
		<xsl:when test="contains($look, ' blue ')"> say blue</xsl:when>
	</xsl:choose>
	<xsl:if test="contains($look, ' h1 ') or contains($look, ' h2 ') or contains($look, ' h3 ') or contains($look, ' h4 ')"> head</xsl:if>
	<xsl:if test="contains($look, ' center ')"> center</xsl:if>
	<xsl:if test="contains($look, ' li ')"> li</xsl:if>
</xsl:template>

<!-- Words with Markdown: whole paragraphs, or within a line -->

<xsl:template match="label | hint" mode="block">
	<xsl:choose>
		<xsl:when test="p | ul | ol | h1 | h2 | h3 | h4 | h5 | h6"><div>
			<xsl:if test="self::hint"><xsl:attribute name="class">hint</xsl:attribute></xsl:if>
			<xsl:apply-templates mode="rich"/></div></xsl:when>
		<xsl:when test="node()"><p>
			<xsl:if test="self::hint"><xsl:attribute name="class">hint</xsl:attribute></xsl:if>
			<xsl:apply-templates mode="rich"/></p></xsl:when>
	</xsl:choose>
</xsl:template>

<xsl:template match="label | hint" mode="phrase"><xsl:apply-templates mode="phrase"/></xsl:template>

<!-- A heading within words is no heading of the page. -->
<xsl:template match="h1 | h2 | h3 | h4 | h5 | h6" mode="rich"><p class="head"><xsl:apply-templates mode="phrase"/></p></xsl:template>
<xsl:template match="p | ul | ol | li" mode="rich"><xsl:element name="{local-name()}"><xsl:apply-templates mode="rich"/></xsl:element></xsl:template>
<xsl:template match="*" mode="rich"><xsl:apply-templates select="." mode="phrase"/></xsl:template>

<xsl:template match="br" mode="phrase"><br/></xsl:template>
<xsl:template match="strong | em | code" mode="phrase"><xsl:element name="{local-name()}"><xsl:apply-templates mode="phrase"/></xsl:element></xsl:template>
<xsl:template match="span" mode="phrase"><span><xsl:copy-of select="@class"/><xsl:apply-templates mode="phrase"/></span></xsl:template>
<xsl:template match="a[starts-with(@href, 'https://') or starts-with(@href, 'http://')]" mode="phrase"><a href="{@href}" target="_blank" rel="noopener noreferrer"><xsl:apply-templates mode="phrase"/></a></xsl:template>
<xsl:template match="a[starts-with(@href, 'tel:') or starts-with(@href, 'mailto:')]" mode="phrase"><a href="{@href}"><xsl:apply-templates mode="phrase"/></a></xsl:template>
<xsl:template match="p | h1 | h2 | h3 | h4 | h5 | h6 | li" mode="phrase">
	<xsl:if test="preceding-sibling::*"><br/></xsl:if>
	<xsl:if test="self::li"><xsl:text>&#8226; </xsl:text></xsl:if>
	<xsl:apply-templates mode="phrase"/>
</xsl:template>
<xsl:template match="ul | ol" mode="phrase">
	<xsl:if test="preceding-sibling::*"><br/></xsl:if>
	<xsl:apply-templates select="li" mode="phrase"/>
</xsl:template>
<xsl:template match="*" mode="phrase"><xsl:apply-templates mode="phrase"/></xsl:template>
</xsl:stylesheet>
