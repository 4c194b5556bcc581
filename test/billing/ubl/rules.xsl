<?xml version="1.0" encoding="UTF-8"?>
<!-- Rules of EN 16931 and Peppol BIS Billing 3 that a document of Koppel can break, by their names, in XSLT 1.0. Each rule that is broken becomes a line with its name.
     Written for Koppel after the rules' published wording; the published Schematron needs XSLT 2.0. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform"
  xmlns:ubl="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
  xmlns:cbc="urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
  xmlns:cac="urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2">
  <xsl:output method="text"/>
  <xsl:template match="/">
    <xsl:for-each select="/*"><xsl:if test="not(cbc:ProfileID)">PEPPOL-EN16931-R001<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(count(cbc:Note) &lt;= 1)">PEPPOL-EN16931-R002<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(cbc:BuyerReference or cac:OrderReference/cbc:ID)">PEPPOL-EN16931-R003<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(starts-with(cbc:CustomizationID, 'urn:cen.eu:en16931:2017#compliant#urn:fdc:peppol.eu:2017:poacc:billing:3.0'))">PEPPOL-EN16931-R004<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(starts-with(cbc:ProfileID, 'urn:fdc:peppol.eu:2017:poacc:billing:'))">PEPPOL-EN16931-R007<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//*[not(*)]"><xsl:if test="not(normalize-space())">PEPPOL-EN16931-R008<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:AccountingCustomerParty/cac:Party"><xsl:if test="not(cbc:EndpointID[@schemeID])">PEPPOL-EN16931-R010<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:AccountingSupplierParty/cac:Party"><xsl:if test="not(cbc:EndpointID[@schemeID])">PEPPOL-EN16931-R020<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//*[@currencyID]"><xsl:if test="not(@currencyID = /*/cbc:DocumentCurrencyCode)">PEPPOL-EN16931-R051<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(count(cac:TaxTotal[cac:TaxSubtotal]) = 1)">PEPPOL-EN16931-R053<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:PaymentMeans"><xsl:if test="not(cbc:PaymentID)">PEPPOL-EN16931-R061<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:InvoiceLine | //cac:CreditNoteLine"><xsl:if test="not(round(100 * (cbc:InvoicedQuantity | cbc:CreditedQuantity) * cac:Price/cbc:PriceAmount) = round(100 * cbc:LineExtensionAmount))">PEPPOL-EN16931-R120<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cbc:EndpointID[@schemeID = "0007"]'><xsl:if test="not(string-length(.) = 10)">PEPPOL-COMMON-R049<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:AccountingSupplierParty"><xsl:if test="not(cac:Party/cac:PartyLegalEntity/cbc:RegistrationName)">BR-06<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:AccountingCustomerParty"><xsl:if test="not(cac:Party/cac:PartyLegalEntity/cbc:RegistrationName)">BR-07<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:AccountingSupplierParty"><xsl:if test="not(cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode)">BR-09<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:AccountingCustomerParty"><xsl:if test="not(cac:Party/cac:PostalAddress/cac:Country/cbc:IdentificationCode)">BR-11<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(cac:InvoiceLine or cac:CreditNoteLine)">BR-16<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:Price"><xsl:if test="not(cbc:PriceAmount &gt;= 0)">BR-27<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:InvoicePeriod"><xsl:if test="not(number(translate(cbc:EndDate, '-', '')) &gt;= number(translate(cbc:StartDate, '-', '')))">BR-30<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:PaymentMeans[cbc:PaymentMeansCode = 30]"><xsl:if test="not(cac:PayeeFinancialAccount/cbc:ID)">BR-50<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:BillingReference"><xsl:if test="not(cac:InvoiceDocumentReference/cbc:ID)">BR-55<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(round(100 * cac:LegalMonetaryTotal/cbc:LineExtensionAmount) = round(100 * sum((cac:InvoiceLine | cac:CreditNoteLine)/cbc:LineExtensionAmount)))">BR-CO-10<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:LegalMonetaryTotal"><xsl:if test="not(cbc:TaxExclusiveAmount = cbc:LineExtensionAmount)">BR-CO-13<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:TaxTotal"><xsl:if test="not(round(100 * cbc:TaxAmount) = round(100 * sum(cac:TaxSubtotal/cbc:TaxAmount)))">BR-CO-14<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(round(100 * cac:LegalMonetaryTotal/cbc:TaxInclusiveAmount) = round(100 * (cac:LegalMonetaryTotal/cbc:TaxExclusiveAmount + cac:TaxTotal/cbc:TaxAmount)))">BR-CO-15<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:LegalMonetaryTotal"><xsl:if test="not(cbc:PayableAmount = cbc:TaxInclusiveAmount)">BR-CO-16<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:TaxSubtotal[cac:TaxCategory/cbc:Percent]"><xsl:if test="not(round(100 * cbc:TaxAmount) &gt;= round(cbc:TaxableAmount * cac:TaxCategory/cbc:Percent) - 1 and round(100 * cbc:TaxAmount) &lt;= round(cbc:TaxableAmount * cac:TaxCategory/cbc:Percent) + 1)">BR-CO-17<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/*"><xsl:if test="not(cac:TaxTotal/cac:TaxSubtotal)">BR-CO-18<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="/ubl:Invoice"><xsl:if test="not(cbc:DueDate or cac:PaymentTerms)">BR-CO-25<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//cac:AccountingSupplierParty/cac:Party"><xsl:if test="not(cac:PartyTaxScheme/cbc:CompanyID or cac:PartyLegalEntity/cbc:CompanyID)">BR-CO-26<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select="//*[@currencyID][not(self::cbc:PriceAmount)]"><xsl:if test="not(string-length(substring-after(., '.')) &lt;= 2)">BR-DEC<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='/*[(cac:InvoiceLine | cac:CreditNoteLine)/cac:Item/cac:ClassifiedTaxCategory/cbc:ID = "S"]'><xsl:if test='not(cac:TaxTotal/cac:TaxSubtotal/cac:TaxCategory/cbc:ID = "S" and cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID)'>BR-S-01<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cac:ClassifiedTaxCategory[cbc:ID = "S"]'><xsl:if test="not(cbc:Percent &gt; 0)">BR-S-05<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cac:TaxSubtotal[cac:TaxCategory/cbc:ID = "S"]'><xsl:if test='not(round(100 * cbc:TaxableAmount) = round(100 * sum(//*[self::cac:InvoiceLine or self::cac:CreditNoteLine][cac:Item/cac:ClassifiedTaxCategory/cbc:ID = "S"][cac:Item/cac:ClassifiedTaxCategory/cbc:Percent = current()/cac:TaxCategory/cbc:Percent]/cbc:LineExtensionAmount)))'>BR-S-08<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cac:TaxCategory[cbc:ID = "S"]'><xsl:if test="not(not(cbc:TaxExemptionReason) and not(cbc:TaxExemptionReasonCode))">BR-S-10<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='/*[//cac:ClassifiedTaxCategory/cbc:ID = "AE"]'><xsl:if test="not(cac:AccountingSupplierParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID and cac:AccountingCustomerParty/cac:Party/cac:PartyTaxScheme/cbc:CompanyID)">BR-AE-02<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//*[self::cac:TaxCategory or self::cac:ClassifiedTaxCategory][cbc:ID = "AE"]'><xsl:if test="not(cbc:Percent = 0)">BR-AE-05<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cac:TaxSubtotal[cac:TaxCategory/cbc:ID = "AE"]'><xsl:if test="not(cbc:TaxAmount = 0)">BR-AE-09<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cac:TaxCategory[cbc:ID = "AE"]'><xsl:if test="not(cbc:TaxExemptionReason or cbc:TaxExemptionReasonCode)">BR-AE-10<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='/*[//cac:ClassifiedTaxCategory/cbc:ID = "O"]'><xsl:if test="not(not(//cac:PartyTaxScheme))">BR-O-02<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//*[self::cac:TaxCategory or self::cac:ClassifiedTaxCategory][cbc:ID = "O"]'><xsl:if test="not(not(cbc:Percent))">BR-O-05<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cac:TaxCategory[cbc:ID = "O"]'><xsl:if test="not(cbc:TaxExemptionReason or cbc:TaxExemptionReasonCode)">BR-O-10<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='/*[//cac:TaxCategory/cbc:ID = "O"]'><xsl:if test="not(count(cac:TaxTotal/cac:TaxSubtotal) = 1)">BR-O-11<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cac:AccountingSupplierParty/cac:Party[cac:PostalAddress/cac:Country/cbc:IdentificationCode = "SE"][cac:PartyTaxScheme]'><xsl:if test="not(string-length(cac:PartyTaxScheme/cbc:CompanyID) = 14)">SE-R-001<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
    <xsl:for-each select='//cac:AccountingSupplierParty/cac:Party[cac:PostalAddress/cac:Country/cbc:IdentificationCode = "SE"]/cac:PartyLegalEntity'><xsl:if test="not(string-length(cbc:CompanyID) = 10 and number(cbc:CompanyID) = number(cbc:CompanyID))">SE-R-004<xsl:text>&#10;</xsl:text></xsl:if></xsl:for-each>
  </xsl:template>
</xsl:stylesheet>
