/** The clusters to generate, by their name in the model. Adding one is adding a line. */
export const CLUSTERS = [
    "AccessControl",
    "AdministratorCommissioning",
    "BasicInformation",
    "Binding",
    "BooleanState",
    "ColorControl",
    "Descriptor",
    "DiagnosticLogs",
    "EthernetNetworkDiagnostics",
    "FixedLabel",
    "GeneralCommissioning",
    "GeneralDiagnostics",
    "GroupKeyManagement",
    "Groups",
    "IcdManagement",
    "Identify",
    "LevelControl",
    "LocalizationConfiguration",
    "NetworkCommissioning",
    "OccupancySensing",
    "OnOff",
    "OperationalCredentials",
    "OtaSoftwareUpdateRequestor",
    "ScenesManagement",
    "SoftwareDiagnostics",
    "TemperatureMeasurement",
    "ThreadNetworkDiagnostics",
    "TimeFormatLocalization",
    "TimeSynchronization",
    "UnitLocalization",
    "UserLabel",
    "WiFiNetworkDiagnostics",
];

/**
 * Provisional elements that have constants, as "Cluster.Element"; devices of 1.4.2 have them anyway.
 * Any other element whose conformance starts with P is left out.
 */
export const KEPT_PROVISIONAL = new Set([
    "BasicInformation.ConfigurationVersion",
    "ThreadNetworkDiagnostics.ExtAddress",
    "ThreadNetworkDiagnostics.Rloc16",
]);

/**
 * Revisions in which the model differs from the data model that certification of 1.4.2 compares
 * with.
 */
export const REVISIONS = { Identify: 5 };
