*** Settings ***
Documentation       The light on the nRF52840 DK, without a radio.
Resource            ../keywords/kit.resource
Suite Setup         Prepare Models
Suite Teardown      Teardown
Test Setup          Create Kit
Test Teardown       Test Teardown

*** Variables ***
# Up to which flash operation power is cut; a life as in Cut Power has fewer.
${CUTS}             200
# Of the flash's data, and of its controller.
${WORD}             0xF1000
${READY}            0x4001E400
${CONFIG}           0x4001E504
${ERASEPAGE}        0x4001E508

*** Test Cases ***
Should Boot And Seal
    Start Emulation
    Wait For Line On Uart    mote: nrf52840dk
    Wait For Line On Uart    mote: heap=
    Wait For Line On Uart    mote: allocations after seal: 0
    Wait For Line On Uart    mote: ready fabrics=0
    Flash Rules Should Have Been Kept

Should Pass Self Tests
    Register Failing Uart String    : failed
    Start Emulation
    Wait For Line On Uart    mote: test arithmetic: ok
    Wait For Line On Uart    mote: test aes: ok
    Wait For Line On Uart    mote: test random: ok
    Wait For Line On Uart    mote: test timer: ok
    Wait For Line On Uart    mote: test pase: ok
    Wait For Line On Uart    mote: test case: ok
    Wait For Line On Uart    mote: ready fabrics=0

Should Keep Settings Over Reset
    Start Emulation
    Boot
    Assert LED State    false
    Press Button
    Assert LED State    true
    Execute Command    emulation RunFor "2"
    Reset Kit
    Boot
    Assert LED State    true
    Flash Rules Should Have Been Kept

Should Toggle LED By Button
    Start Emulation
    Boot
    Assert LED State    false
    Press Button
    Assert LED State    true
    Press Button
    Assert LED State    false
    # Shorter than the firmware looks, and a bounce right after it: one press.
    Execute Command    sysbus.gpio0.button1 PressAndRelease
    Execute Command    emulation RunFor "0.005"
    Execute Command    sysbus.gpio0.button1 PressAndRelease
    Execute Command    emulation RunFor "0.1"
    Assert LED State    true

Should Survive Power Cut
    Skip Self Tests
    Start Emulation
    Boot
    FOR    ${cut}    IN RANGE    1    ${CUTS}
        ${reached}=    Cut Power    ${cut}
        Log To Console    power cut in flash operation ${cut}
        IF    not ${reached}    BREAK
    END
    Should Not Be True    ${reached}    There are flash operations behind the last cut

Should Refuse What The NVMC Does Not Allow
    [Documentation]    The model, which the other tests go by.
    Write Flash    0x12345678
    Flash Should Hold    0xFFFFFFFF    violations=1
    Write Register    ${CONFIG}    1
    Write Flash    0xFFFF00FF
    Flash Should Hold    0xFFFF00FF    violations=1
    Write Flash    0x00000000
    Flash Should Hold    0xFFFF00FF    violations=2
    Execute Command    emulation RunFor "0.0001"
    Write Flash    0x0000FFFF
    Flash Should Hold    0x000000FF    violations=3
    Execute Command    emulation RunFor "0.0001"
    Write Flash    0x00000000
    Flash Should Hold    0x00000000    violations=4
    Execute Command    emulation RunFor "0.0001"
    Execute Command    sysbus WriteByte 0xF1000 0
    Flash Should Hold    0x00000000    violations=5
    Write Register    ${ERASEPAGE}    0xF1000
    Flash Should Hold    0x00000000    violations=6
    Write Register    ${CONFIG}    2
    Write Register    ${ERASEPAGE}    0xF1000
    Flash Should Hold    0xFFFFFFFF    violations=6
    Ready Should Be    0
    Execute Command    emulation RunFor "0.084"
    Ready Should Be    0
    Execute Command    emulation RunFor "0.002"
    Ready Should Be    1

*** Keywords ***
Cut Power
    [Documentation]    Power fails in one flash operation of a life with a first boot and two presses. Whatever
    ...    it was, the device starts again, remembers one of the states it was in, and goes on. Returns
    ...    whether there were as many operations.
    [Arguments]    ${at}
    Erase Flash
    Execute Command    nvmc Seed ${at}
    Execute Command    nvmc CutPowerAt ${at}
    Skip Self Tests
    Reset Kit
    Boot
    Release Button
    Press Button
    Press Button
    Execute Command    emulation RunFor "2"
    ${left}=    Execute Command    nvmc CutPowerAt
    ${reached}=    Evaluate    int('''${left}''', 0) == 0
    Skip Self Tests
    Reset Kit
    Boot
    Release Button
    Press Button
    Flash Rules Should Have Been Kept
    RETURN    ${reached}

Write Flash
    [Arguments]    ${value}
    Execute Command    sysbus WriteDoubleWord ${WORD} ${value}

Write Register
    [Arguments]    ${address}    ${value}
    Execute Command    sysbus WriteDoubleWord ${address} ${value}

Flash Should Hold
    [Arguments]    ${value}    ${violations}
    ${held}=    Execute Command    sysbus ReadDoubleWord ${WORD}
    Should Be Equal As Integers    ${held}    ${value}
    ${counted}=    Execute Command    nvmc Violations
    Should Be Equal As Integers    ${counted}    ${violations}

Ready Should Be
    [Arguments]    ${value}
    ${ready}=    Execute Command    sysbus ReadDoubleWord ${READY}
    Should Be Equal As Integers    ${ready}    ${value}
